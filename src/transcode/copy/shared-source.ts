import type {Packet, PacketSource} from './packet-source.ts';

/**
 * One track for several streams: each packet is made once and given to all.
 *
 * What one stream has taken waits for the others: they are to be written in step.
 *
 * @param from For each stream when its first packet is heard, in seconds; `undefined`: at the beginning.
 */
export function shareSource(source: PacketSource, from: readonly (number | undefined)[]): readonly PacketSource[] {
  const waiting = from.map((): Packet[] => []);
  const next = async (index: number): Promise<Packet | undefined> => {
    const own = waiting[index] ?? [];
    while (own.length === 0) {
      const packet = await source.next();
      if (!packet) return undefined;
      for (const [reader, packets] of waiting.entries()) {
        if (packet.timestamp >= (from[reader] ?? -Infinity) - packet.duration / 2) packets.push(packet);
      }
    }
    return own.shift();
  };
  return from.map((_start, index) => ({record: () => source.record(), next: () => next(index)}));
}
