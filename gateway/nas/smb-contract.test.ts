import {describe} from 'vitest';
import {shareContract} from '../testing/share-contract.ts';
import {connectTo} from '../testing/smb-connection.ts';
import {hasSmbServer, startSmbServer} from '../testing/smb-server.ts';

/** What SMB or Windows makes something else of. */
const refusedNames = ['a:b', 'a?', 'a*', 'a"', '<a>', 'a|b', 'a\\b', 'dot.', 'space ', 'bell\u0007'];

for (const security of ['signing', 'encryption'] as const) {
  describe.skipIf(!hasSmbServer)(security, () => {
    shareContract(`an SMB server that demands ${security}`, async () => {
      const server = await startSmbServer({security});
      const share = connectTo(server);
      return {
        share,
        folder: server.shareFolder,
        refusedNames,
        [Symbol.asyncDispose]: async () => {
          await share.close();
          await server.stop();
        },
      };
    });
  });
}
