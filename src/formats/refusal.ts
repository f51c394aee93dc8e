/** Why an input was left out: one sentence that names it, and one that says what to do. */
export interface Refusal {
	readonly message: string;
	readonly remedy: string;
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
			return { message: `${path} does not exist.`, remedy: "Check the path." };
		case "EACCES":
		case "EPERM":
			return { message: `${path} cannot be read: permission denied.`, remedy: "Change its permissions." };
		case "ELOOP":
			return { message: `${path} is a link that leads back to itself.`, remedy: "Remove or mend the link." };
		default:
			return { message: `${path} cannot be read (${code ?? String(error)}).`, remedy: "Check the file and its disk." };
	}
}
