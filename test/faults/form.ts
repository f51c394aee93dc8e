/** `npm test` injects a sample of faults, `npm run test:faults` all of them; the seed says which. */
const IS_FULL = process.env["PALIMPSEST_FAULTS"] === "full";

export const SEED = Number(process.env["PALIMPSEST_FAULTS_SEED"] ?? 1);

export const sampleOr = <T>(sample: T, whole: T): T => (IS_FULL ? whole : sample);
