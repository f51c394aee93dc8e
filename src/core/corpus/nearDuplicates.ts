import type { Note } from "../probes/probe.ts";
import type { Document, SetName } from "./document.ts";
import { shingles } from "./shingles.ts";

/** Share of the shorter document's five-word shingles from which two documents count as near-duplicates. */
const NEAR = 0.5;

interface Entry {
	readonly set: SetName;
	readonly path: string;
	readonly shingles: ReadonlySet<string>;
}

/**
 * Documents of different sets that say nearly the same (split hygiene, architecture section 7): shared text makes a
 * retain document leak like a forget document and a holdout document a member.
 */
export function nearDuplicateNotes(documents: Readonly<Record<SetName, readonly Document[]>>): readonly Note[] {
	const entries: Entry[] = (["forget", "retain", "holdout"] as const).flatMap((set) =>
		documents[set].map((d) => ({ set, path: d.path, shingles: shingles(d.text) })),
	);
	const holders = new Map<string, number[]>();
	for (const [i, entry] of entries.entries()) {
		for (const shingle of entry.shingles) {
			const list = holders.get(shingle);
			if (list) list.push(i);
			else holders.set(shingle, [i]);
		}
	}
	return entries.flatMap((entry, i) => {
		// Only earlier entries are counted, so that each pair is named once.
		const shared = new Map<number, number>();
		for (const shingle of entry.shingles) {
			for (const j of holders.get(shingle) ?? []) if (j < i) shared.set(j, (shared.get(j) ?? 0) + 1);
		}
		return [...shared].sort(([a], [b]) => a - b).flatMap(([j, count]) => noteFor(entries[j], entry, count) ?? []);
	});
}

function noteFor(a: Entry | undefined, b: Entry, shared: number): Note | undefined {
	if (!a || a.set === b.set) return undefined;
	const share = shared / Math.min(a.shingles.size, b.shingles.size);
	if (share < NEAR) return undefined;
	return {
		kind: "gate",
		message: `${a.path} (${a.set}) and ${b.path} (${b.set}) share ${Math.round(share * 100)} % of their five-word shingles: statistics that compare the two sets are unreliable until one is removed.`,
	};
}
