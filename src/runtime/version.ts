import manifest from "../../package.json" with { type: "json" };

/** Palimpsest's own version, recorded with every result. */
export const VERSION: string = manifest.version;
