import type { Note } from "../probes/probe.ts";
import { sentence } from "./sentence.ts";

/** Places named in a sentence; the JSON report has them all. */
const NAMED = 3;

/** What a probe had to say, and where in the document. */
export function noteWords({ message, passages = [] }: Note): string {
	if (passages.length === 0) return sentence(message);
	const named = passages.slice(0, NAMED).map(({ start, end }) => `${start}–${end}`);
	const more = passages.length > NAMED ? ` and ${passages.length - NAMED} more` : "";
	return `${sentence(message)} At characters ${named.join(", ")}${more}.`;
}
