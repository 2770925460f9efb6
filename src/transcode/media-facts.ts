/** What a look at a file's head tells, before anything is decoded. */
export type MediaFacts =
  /** Not a container that can be read without ffmpeg, or no media at all. */
  | {readonly kind: 'unknown'}
  | {
      readonly kind: 'known';
      /** The length the container states; `undefined` where it states none. */
      readonly seconds: number | undefined;
      readonly video: VideoFacts | undefined;
      readonly audio: AudioFacts | undefined;
    };

export interface VideoFacts {
  /** `avc`, `hevc`, `vp9`…; `undefined` for one that mediabunny does not know. */
  readonly codec: string | undefined;
  /** RFC 6381, such as `avc1.64001f`. */
  readonly parameters: string | undefined;
  /** Degrees clockwise. */
  readonly rotation: number;
  readonly isMirrored: boolean;
  /** The container shows H.264 pictures in another shape than they say themselves, which a copy would lose. */
  readonly isStretched: boolean;
  /** PQ, HLG and the like: more light than an H.264 film at 8 bits shows. */
  readonly isHdr: boolean;
  /** This browser decodes it, and encodes H.264 in its size. */
  readonly canReencode: boolean;
}

export interface AudioFacts {
  readonly codec: string | undefined;
  /** ADTS, the form of AAC in a transport stream, can carry it. */
  readonly fitsAdts: boolean;
  /** This browser decodes it. */
  readonly canReencode: boolean;
}
