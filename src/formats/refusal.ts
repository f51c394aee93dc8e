/** Why an input was left out and what to do about it. */
export interface Refusal {
	/** Absolute path of the input. */
	readonly path: string;
	/** What follows the path in a sentence, without a full stop: "is not UTF-8 text". */
	readonly reason: string;
	/** One sentence. */
	readonly remedy: string;
	/** The rest of the input was read. */
	readonly partial?: true;
}

/** For an input whose loss ends everything. */
export function refusalSentence({ path, reason }: Refusal): string {
	return `${path} ${reason}.`;
}

/** For an input that is left out while the rest goes on. */
export function leftOutNotice(refusal: Refusal): string {
	return `${refusal.partial ? "" : "Left out: "}${refusalSentence(refusal)} ${refusal.remedy}`;
}

/** Lines of a file, counted from 1, that are left out while the others are read. */
export function unusableLines(path: string, lines: readonly number[], wanted: string): Refusal {
	const those = lines.length === 1 ? `line ${lines[0]}` : `${lines.length} lines (first: ${lines[0]})`;
	const remedy = `${wanted.charAt(0).toUpperCase()}${wanted.slice(1)}.`;
	return { path, reason: `was read with ${those} left out`, remedy, partial: true };
}

/** Tells a refusal from whatever else a reader returns. */
export function isRefusal(value: unknown): value is Refusal {
	return typeof value === "object" && value !== null && "remedy" in value;
}

/** What the file system said about a path, in words. */
export function fileSystemRefusal(path: string, error: unknown): Refusal {
	const { code } = error as NodeJS.ErrnoException;
	switch (code) {
		case "ENOENT":
		case "ENOTDIR":
			return { path, reason: "does not exist", remedy: "Check the path." };
		case "EACCES":
		case "EPERM":
			return { path, reason: "cannot be read: permission denied", remedy: "Change its permissions." };
		case "ELOOP":
			return { path, reason: "is a link that leads back to itself", remedy: "Remove or mend the link." };
		default:
			return { path, reason: `cannot be read (${code ?? String(error)})`, remedy: "Check the file and its disk." };
	}
}
