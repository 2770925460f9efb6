/**
 * How long a job may take to a state. Nothing waits that long on a machine of its own; ffmpeg's 32 MB of WebAssembly on
 * two cores that others use as well may need a minute to compile.
 */
export const stateWithinMs = 150_000;
