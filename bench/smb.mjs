// One file to a share and back, all ways in one run, one after the other in turns: through our adapter for SMB, by
// Samba's own `smbclient`, and into a plain folder. The server's disk is memory. What counts are the ratios.
//
//   npm run bench:smb                  1 GiB, medians of 3, signing
//   npm run bench:smb -- 2 5 encryption
import {execFileSync} from 'node:child_process';
import {randomFillSync} from 'node:crypto';
import {existsSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {loadGatewayParts} from './gateway-parts.mjs';

const [gibibytes = '1', rounds = '3', security = 'signing'] = process.argv.slice(2);
const sizeBytes = Number(gibibytes) * 2 ** 30;
const pieceBytes = 2 ** 20;
const piece = randomFillSync(Buffer.alloc(pieceBytes));
const writesAtOnce = 3;

const parts = ['nas/folder-share', 'testing/smb-connection', 'testing/smb-server'];
const {FolderShare, connectTo, startSmbServer} = await loadGatewayParts(parts);
const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'carryon-bench-smb-'));
const server = await startSmbServer({security, folder: join(folder, 'share')});
const smb = connectTo(server);
const plain = new FolderShare(folder);
try {
  await smb.makeFolders('bench');
  await plain.makeFolders('plain');
  const original = join(folder, 'original');
  for (let at = 0; at < sizeBytes; at += pieceBytes) writeFileSync(original, piece, {flag: 'a'});
  const ways = [
    {name: 'smbclient put', run: () => smbclient(`put ${original} bench/smbclient`), of: 'put'},
    {name: 'ours, write', run: () => write(smb, 'bench/ours'), of: 'put'},
    {name: 'a folder, write', run: () => write(plain, 'plain/file'), of: 'put'},
    {name: 'smbclient get', run: () => smbclient(`get bench/smbclient ${join(folder, 'got')}`), of: 'get'},
    {name: 'ours, read', run: () => read(smb, 'bench/ours'), of: 'get'},
    {name: 'a folder, read', run: () => read(plain, 'plain/file'), of: 'get'},
  ];
  const times = ways.map(() => []);
  for (let round = 0; round < Number(rounds); round++) {
    for (const [index, {run}] of ways.entries()) {
      const start = performance.now();
      await run();
      times[index].push(performance.now() - start);
    }
  }
  console.log(`${gibibytes} GiB, ${security}, medians of ${rounds}, ratio = speed ÷ that of smbclient\n`);
  console.log('| way | MB/s | ratio |\n|---|---|---|');
  const speeds = times.map((each) => sizeBytes / 1000 / median(each));
  ways.forEach(({name, of}, index) => {
    const base = speeds[ways.findIndex((way) => way.name === `smbclient ${of}`)];
    console.log(`| ${name} | ${speeds[index].toFixed(0)} | ${(speeds[index] / base).toFixed(2)} |`);
  });
} finally {
  await smb.close();
  await server.stop();
  rmSync(folder, {recursive: true});
}

async function write(share, path) {
  await share.remove(path);
  const writer = await share.openForWriting(path);
  const underWay = [];
  for (let at = 0; at < sizeBytes; at += pieceBytes) {
    underWay.push(writer.write(piece, at));
    if (underWay.length >= writesAtOnce) await underWay.shift();
  }
  await Promise.all(underWay);
  await writer.close();
}

async function read(share, path) {
  const reader = await share.openForReading(path);
  for (let at = 0; at < sizeBytes;) at += (await reader.read(at, pieceBytes)).length;
  await reader.close();
}

function smbclient(command) {
  const {port, username} = new URL(server.url);
  const login = ['-p', port, '//127.0.0.1/nas', '-U', decodeURIComponent(username), '-c', command];
  execFileSync('smbclient', login, {env: {...process.env, PASSWD: server.password}, stdio: 'ignore'});
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
