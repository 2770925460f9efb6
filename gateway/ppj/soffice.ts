import {rmSync} from 'node:fs';
import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {runProgram} from './run-program.ts';
import type {RunLimits} from './run-program.ts';

/** 7.4 ends with 0 whether or not it could load the file, and with 128 or more after a crash. */
const goodExits = [0, 1];

/** Hidden slides are pages too: without them jumps to slides behind them lead nowhere. Bookmarks we have no use for. */
const exportOptions = {
  ExportHiddenSlides: {type: 'boolean', value: 'true'},
  ExportBookmarks: {type: 'boolean', value: 'false'},
};

export interface SofficeOptions {
  readonly program: string;
  /** Takes the profiles. */
  readonly scratch: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: RunLimits;
}

/**
 * LibreOffice, with a profile for each conversion that runs at the same time: two programs on one profile fail. A
 * profile is used again, since a new one costs a fifth of a second, but not after a conversion that did not end well.
 */
export class Soffice {
  readonly #options: SofficeOptions;
  readonly #free: string[] = [];
  readonly #profiles = new Set<string>();

  constructor(options: SofficeOptions) {
    this.#options = options;
  }

  /**
   * Converts to PDF, into a folder, under the source's name. Whether it could is told by the file alone, when it ended well.
   *
   * @param folder Also takes the program's temporary files.
   * @throws TookTooLong; the signal's reason when it is aborted; Error when LibreOffice crashed.
   */
  async convertToPdf(sourcePath: string, folder: string, signal: AbortSignal): Promise<void> {
    const {program, environment, limits} = this.#options;
    const profile = this.#free.pop() ?? (await this.#makeProfile());
    try {
      await runProgram({
        program,
        arguments: [
          `-env:UserInstallation=${pathToFileURL(profile).href}`,
          ...['--headless', '--nologo', '--norestore', '--nolockcheck'],
          ...['--convert-to', `pdf:impress_pdf_Export:${JSON.stringify(exportOptions)}`],
          ...['--outdir', folder, sourcePath],
        ],
        environment: {...environment, TMPDIR: folder},
        limits,
        goodExits,
        signal,
      });
      this.#free.push(profile);
    } catch (error) {
      await rm(profile, {recursive: true, force: true});
      this.#profiles.delete(profile);
      throw error;
    }
  }

  /** At once, since it is called as the process exits. */
  removeProfiles(): void {
    for (const profile of this.#profiles) rmSync(profile, {recursive: true, force: true});
  }

  async #makeProfile(): Promise<string> {
    const profile = await mkdtemp(join(this.#options.scratch, 'soffice-'));
    this.#profiles.add(profile);
    await mkdir(join(profile, 'user'));
    await writeFile(join(profile, 'user', 'registrymodifications.xcu'), registry);
    return profile;
  }
}

/** A deck may name files and addresses of its author's choice, which LibreOffice would put into it. No macro runs. */
const registry = registryOf([
  ['org.openoffice.Office.Common/Security/Scripting', 'BlockUntrustedRefererLinks', 'true'],
  ['org.openoffice.Office.Common/Security/Scripting', 'DisableMacrosExecution', 'true'],
  ['org.openoffice.Inet/Settings', 'ooInetProxyType', '2'],
  ['org.openoffice.Inet/Settings', 'ooInetHTTPProxyName', '127.0.0.1'],
  ['org.openoffice.Inet/Settings', 'ooInetHTTPProxyPort', '9'],
  ['org.openoffice.Inet/Settings', 'ooInetHTTPSProxyName', '127.0.0.1'],
  ['org.openoffice.Inet/Settings', 'ooInetHTTPSProxyPort', '9'],
]);

function registryOf(settings: readonly (readonly [path: string, name: string, value: string])[]): string {
  const items = settings.map(
    ([path, name, value]) =>
      `<item oor:path="/${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${items.join('')}</oor:items>
`;
}
