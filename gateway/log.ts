import pino from 'pino';

/** The gateway's log: JSON on stderr, without tokens, queries or bodies. */
export function createLog(level: string) {
  return pino(
    {
      level,
      redact: ['req.headers', 'busboyOptions.headers', '*.authorization', '*["x-ppj-credential"]', '*.token'],
      serializers: {
        req: ({method, url}: {method: string; url: string}) => ({method, path: url.split('?')[0]}),
      },
    },
    pino.destination({dest: 2, sync: true}),
  );
}
