import type { Note } from "../probes/probe.ts";
import type { Document, SetName } from "./document.ts";
import { shingles } from "./shingles.ts";

/** Share of the shorter document's five-word shingles from which two documents count as near-duplicates. */
const NEAR = 0.5;

/** Paths named in one note. */
const NAMED = 5;

interface Entry {
	readonly set: SetName;
	readonly path: string;
	readonly sha256: string;
	readonly shingles: ReadonlySet<string>;
}

/**
 * Documents of different sets that say nearly the same (split hygiene, architecture section 7): shared text makes a
 * retain document leak like a forget document and a holdout document a member.
 */
export function nearDuplicateNotes(documents: Readonly<Record<SetName, readonly Document[]>>): readonly Note[] {
	const entries: Entry[] = (["forget", "retain", "holdout"] as const).flatMap((set) =>
		documents[set].map((d) => ({ set, path: d.path, sha256: d.sha256, shingles: shingles(d.text) })),
	);
	const holders = new Map<string, number[]>();
	for (const [i, entry] of entries.entries()) {
		for (const shingle of entry.shingles) {
			const list = holders.get(shingle);
			if (list) list.push(i);
			else holders.set(shingle, [i]);
		}
	}
	const near = entries.flatMap((entry, i) => {
		// Only earlier entries are counted, so that each pair is named once.
		const shared = new Map<number, number>();
		for (const shingle of entry.shingles) {
			for (const j of holders.get(shingle) ?? []) if (j < i) shared.set(j, (shared.get(j) ?? 0) + 1);
		}
		return [...shared].sort(([a], [b]) => a - b).flatMap(([j, count]) => noteFor(entries[j], entry, count) ?? []);
	});
	return [...sameTextNotes(entries), ...near];
}

/** What the same text in two sets does to the later of them. */
const MEANINGS: Readonly<Record<string, string>> = {
	"forget retain": "the retain set shows the probes' power and the model's utility on text that was to be forgotten",
	"forget holdout": "the control is text the model was to forget",
	"retain holdout": "the control is text the model was meant to keep",
};

/** One note for a pair of sets, however many texts they share. */
function sameTextNotes(entries: readonly Entry[]): readonly Note[] {
	return Object.entries(MEANINGS).flatMap(([pair, meaning]) => {
		const [first, second] = pair.split(" ");
		const known = new Set(entries.flatMap((e) => (e.set === first ? [e.sha256] : [])));
		const same = entries.filter((e) => e.set === second && known.has(e.sha256));
		if (same.length === 0) return [];
		const are = same.length === 1 ? `1 ${second} document is` : `${same.length} ${second} documents are`;
		const names = same.slice(0, NAMED).map(({ path }) => path);
		const more = same.length > NAMED ? `, and ${same.length - NAMED} more` : "";
		const message = `${are} in the ${first} set too, word for word (${names.join(", ")}${more}): ${meaning}. Keep each text in one set only.`;
		return [{ kind: "gate" as const, message }];
	});
}

function noteFor(a: Entry | undefined, b: Entry, shared: number): Note | undefined {
	// Equal texts have a note of their own.
	if (!a || a.set === b.set || a.sha256 === b.sha256) return undefined;
	const share = shared / Math.min(a.shingles.size, b.shingles.size);
	if (share < NEAR) return undefined;
	return {
		kind: "gate",
		message: `${a.path} (${a.set}) and ${b.path} (${b.set}) share ${Math.round(share * 100)} % of their five-word shingles: statistics that compare the two sets are unreliable until one is removed.`,
	};
}
