import type { PreparedScore } from "../../questions/prepared.ts";
import { waves } from "./waves.ts";

/** Fewer tokens than these are not worth a copy, and a single one would be multiplied in another order. */
const LEAST = 2;

/** Questions that begin as others do: decoded together, the beginning is decoded once. */
export function sharing(items: readonly PreparedScore[]): readonly PreparedScore[] {
	const scored = items.filter(({ length }) => length > 0);
	if (scored.length < 2) return [];
	return waves(scored).flatMap(({ trunk, members }) => (trunk < LEAST ? [] : members));
}
