import type { AuditRequest } from "../core/audit/request.ts";
import type { Unread } from "../core/audit/result.ts";
import type { Document, SetName } from "../core/corpus/document.ts";
import { readDocuments, type SourceDocument } from "../formats/readDocuments.ts";

/** The three sets as read from disk, with where each document came from. */
export interface Material {
	readonly sets: Readonly<Record<SetName, readonly SourceDocument[]>>;
	readonly notices: readonly string[];
	/** Forget, retain, holdout. */
	readonly unread: readonly Unread[];
}

/** Reads the documents of a request. Throws Problem("input") when a set that was named has nothing readable in it. */
export async function readMaterial(
	request: AuditRequest,
	overlays: Readonly<Record<string, string>>,
): Promise<Material> {
	const empty = { documents: [], notices: [], unread: [] };
	const forget = await readDocuments(request.forget, overlays);
	const retain = request.retain.length > 0 ? await readDocuments(request.retain, overlays) : empty;
	const holdout = request.holdout.length > 0 ? await readDocuments(request.holdout, overlays) : empty;
	return {
		sets: { forget: forget.documents, retain: retain.documents, holdout: holdout.documents },
		notices: [...forget.notices, ...retain.notices, ...holdout.notices],
		unread: Object.entries({ forget, retain, holdout }).flatMap(([set, reading]) =>
			reading.unread.map((input) => ({ set: set as SetName, ...input })),
		),
	};
}

/** The documents alone, as core takes them. */
export function documentsOf({ sets }: Material): Readonly<Record<SetName, readonly Document[]>> {
	const of = (set: SetName) => sets[set].map(({ document }) => document);
	return { forget: of("forget"), retain: of("retain"), holdout: of("holdout") };
}
