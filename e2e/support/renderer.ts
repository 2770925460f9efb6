import {readdir, readFile} from 'node:fs/promises';
import type {Page} from '@playwright/test';

/** Process id of a Chromium window's renderer: the one that works when the window is given work. */
export async function rendererOf(page: Page): Promise<number> {
  const before = await cpuTimes();
  await page.evaluate(() => {
    for (const end = performance.now() + 500; performance.now() < end;);
  });
  const after = await cpuTimes();
  const worked = [...after].map(([pid, ticks]) => ({pid, ticks: ticks - (before.get(pid) ?? ticks)}));
  const [busiest] = worked.sort((a, b) => b.ticks - a.ticks);
  if (busiest === undefined) throw new Error('There is no renderer.');
  return busiest.pid;
}

/** Processor time of each renderer that descends from us, in ticks. */
async function cpuTimes(): Promise<ReadonlyMap<number, number>> {
  const times = new Map<number, number>();
  const parents = new Map<number, number>();
  for (const entry of await readdir('/proc')) {
    const pid = Number(entry);
    const stat = Number.isInteger(pid) ? await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '') : '';
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields.length < 13) continue;
    parents.set(pid, Number(fields[1]));
    const command = await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '');
    if (command.includes('--type=renderer')) times.set(pid, Number(fields[11]) + Number(fields[12]));
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && (pid === process.pid || isOurs(parents.get(pid)));
  return new Map([...times].filter(([pid]) => isOurs(pid)));
}
