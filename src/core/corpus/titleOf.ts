import type { Document } from "./document.ts";

/** Characters of a first line that may still be a title. */
const LONGEST = 80;

/** What a document calls itself: its heading, a short first line that is no sentence, or the words of its file name. */
export function titleOf({ path, text }: Document): string {
	const first = text.trimStart().split("\n", 1)[0]?.trim() ?? "";
	const heading = first.replace(/^#+\s*/, "");
	if (heading !== first || (first.length > 0 && first.length <= LONGEST && !/[.!?:;,"”]$/.test(first))) return heading;
	const name = path.slice(path.lastIndexOf("/") + 1);
	return name
		.replace(/\.[a-z]+(?=:|$)/i, "")
		.replace(/[-_:]+/g, " ")
		.trim();
}
