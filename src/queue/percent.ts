/** Share of a transcode job's percent that its making takes; the rest is sending the result. */
const transcodeShare = 70;

/** Acknowledged bytes as a percentage, rounded down, at most 99: 100 is for a job that is done (CONTRACT 6). */
export function transferPercent(acknowledgedBytes: number, totalBytes: number): number {
  return totalBytes > 0 ? clamp(Math.floor((acknowledgedBytes / totalBytes) * 100)) : 0;
}

/** @param fraction 0–1 of the transcode. */
export function transcodePercent(fraction: number): number {
  return clamp(Math.floor(fraction * transcodeShare));
}

/** Percent of a transcode job whose rendition is being sent. */
export function resultPercent(acknowledgedBytes: number, totalBytes: number): number {
  const sent = totalBytes > 0 ? acknowledgedBytes / totalBytes : 0;
  return clamp(Math.floor(transcodeShare + sent * (100 - transcodeShare)));
}

/** Of a convert job: nobody knows how long the service takes, so the value stays where a step began. */
export const convertPercent = {
  created: 10,
  ready: 40,
  /** While the zip comes down. */
  ofZip: (keptBytes: number, totalBytes: number) =>
    clamp(
      convertPercent.ready + Math.floor((totalBytes > 0 ? keptBytes / totalBytes : 0) * (100 - convertPercent.ready)),
    ),
} as const;

function clamp(percent: number): number {
  return Math.max(0, Math.min(99, percent));
}
