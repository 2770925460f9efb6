/** The page around this one, when it hands over the files of the deck. */
export interface Around {
  readonly port: MessagePort;
  readonly lang: string | undefined;
}

/** What a page around may ask for by the port, beside answering: its bar has buttons for these. */
export interface Ask {
  readonly type: 'do';
  readonly command: 'search' | 'notes' | 'overview';
}

/** Waits for the page around, if the address says that there is one (`?port`). */
export async function framePort(): Promise<Around | undefined> {
  if (parent === window || !new URLSearchParams(location.search).has('port')) return undefined;
  return await new Promise((resolve) => {
    addEventListener('message', ({source, data}: MessageEvent<{type?: unknown; port?: unknown; lang?: unknown}>) => {
      if (source !== parent || data?.type !== 'carryon-deck' || !(data.port instanceof MessagePort)) return;
      resolve({port: data.port, lang: typeof data.lang === 'string' ? data.lang : undefined});
    });
  });
}
