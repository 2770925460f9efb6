/**
 * Runs ways of doing one thing in turns, so that what else the machine does falls on all alike. Round 0 warms up; each
 * round begins with another way.
 *
 * @param ways Each with a `name`, and a `run` that gives ms.
 * @returns The ms of each way, round by round.
 */
export async function measureInTurns(ways, rounds) {
  const times = ways.map(() => []);
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < ways.length; turn += 1) {
      const at = (turn + round) % ways.length;
      const ms = await ways[at].run();
      if (round > 0) times[at].push(ms);
    }
  }
  return times;
}

/** Prints a table of medians; the ratios are speeds over that of the first way. */
export function printSpeeds(ways, times, mebibytes) {
  const medians = times.map((list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
  console.log('| way | s | MiB/s | ratio | from – to |\n|---|---|---|---|---|');
  ways.forEach(({name}, at) => {
    const ms = medians[at];
    const spread = `${(Math.min(...times[at]) / 1000).toFixed(2)} – ${(Math.max(...times[at]) / 1000).toFixed(2)}`;
    const speed = (mebibytes / (ms / 1000)).toFixed(0);
    console.log(`| ${name} | ${(ms / 1000).toFixed(2)} | ${speed} | ${(medians[0] / ms).toFixed(2)} | ${spread} |`);
  });
}
