const UNITS = ["B", "kB", "MB", "GB", "TB"];

/** Bytes as people say them, in powers of 1000: 1.7 MB. */
export function byteSize(bytes: number): string {
	const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
	const value = bytes / 1000 ** power;
	return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
