import {BlockList, isIP} from 'node:net';

/**
 * Whether an IP address leads to this machine, into a network that is not the Internet, or to many at once; also when it
 * is an IPv4 address in the clothes of IPv6. What is no address counts as private.
 *
 * @param address IPv4 in dotted decimals, or IPv6 with or without a zone.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/%.*$/, '');
  switch (isIP(plain)) {
    case 4:
      return privateV4.check(plain, 'ipv4');
    case 6: {
      const inner = ipv4Within(plain);
      return inner === undefined ? privateV6.check(plain, 'ipv6') : privateV4.check(inner, 'ipv4');
    }
    default:
      return true;
  }
}

// prettier-ignore
const privateV4 = blockList('ipv4', [
  ['0.0.0.0', 8],         // this network
  ['10.0.0.0', 8],        // private
  ['100.64.0.0', 10],     // carrier-grade NAT
  ['127.0.0.0', 8],       // loopback
  ['169.254.0.0', 16],    // link-local
  ['172.16.0.0', 12],     // private
  ['192.0.0.0', 24],      // protocol assignments
  ['192.168.0.0', 16],    // private
  ['198.18.0.0', 15],     // benchmarks
  ['224.0.0.0', 4],       // multicast
  ['240.0.0.0', 4],       // reserved, broadcast
]);

// prettier-ignore
const privateV6 = blockList('ipv6', [
  ['::', 96],             // unspecified, loopback, the old form of IPv4
  ['64:ff9b:1::', 48],    // NAT64 of one's own
  ['100::', 64],          // discard
  ['2001::', 32],         // Teredo
  ['fc00::', 7],          // unique local
  ['fe80::', 10],         // link-local
  ['fec0::', 10],         // site-local
  ['ff00::', 8],          // multicast
]);

function blockList(family: 'ipv4' | 'ipv6', subnets: ReadonlyArray<readonly [string, number]>): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of subnets) list.addSubnet(net, prefix, family);
  return list;
}

/** The IPv4 address that a mapped, NAT64 or 6to4 address leads to. */
function ipv4Within(address: string): string | undefined {
  const groups = groupsOf(address);
  const at = (first: number) => {
    const [high = 0, low = 0] = groups.slice(first);
    return [high >> 8, high & 255, low >> 8, low & 255].join('.');
  };
  const startsWith = (...prefix: readonly number[]) => prefix.every((group, index) => groups[index] === group);
  if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0, 0, 0, 0, 0xffff, 0)) return at(6);
  if (startsWith(0x64, 0xff9b, 0, 0, 0, 0)) return at(6);
  if (startsWith(0x2002)) return at(1);
  return undefined;
}

/** The eight groups of an IPv6 address; URL writes it in hexadecimal, and as short as can be. */
function groupsOf(address: string): readonly number[] {
  const short = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [head = '', tail] = short.split('::');
  const numbers = (text: string | undefined) =>
    text === undefined || text === '' ? [] : text.split(':').map((group) => parseInt(group, 16));
  const [left, right] = [numbers(head), numbers(tail)];
  return [...left, ...Array<number>(8 - left.length - right.length).fill(0), ...right];
}
