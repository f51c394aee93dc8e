import type { TokenRecords } from "../core/model/answer.ts";
import type { ModelDescription } from "../core/model/languageModel.ts";
import type { TokenLine } from "./contracts/score.ts";

/**
 * The lines of `palimpsest score`. The first token a model is fed has nothing before it and so no numbers: that is the
 * BOS token where the model adds one, which then has a line of its own, and the first token of the text where not.
 */
export function* tokenLines(
	text: string,
	records: TokenRecords,
	{ addsBos, bosToken }: Pick<ModelDescription, "addsBos" | "bosToken">,
	top: number,
): Generator<TokenLine, void, void> {
	if (addsBos && bosToken !== null) yield { id: bosToken, text: "", start: 0, end: 0, ...WITHOUT_NUMBERS };
	for (const index of records.ids.keys()) {
		const [start, end] = [records.starts[index] ?? 0, records.ends[index] ?? 0];
		const token = { id: records.ids[index] ?? 0, text: text.slice(start, end), start, end };
		const logp = number(records.logp, index);
		if (logp === null) yield { ...token, ...WITHOUT_NUMBERS };
		else {
			yield {
				...token,
				logp,
				rank: number(records.rank, index),
				entropy: number(records.entropy, index),
				sd: number(records.sd, index),
				argmax: number(records.argmax, index),
				top: topOf(records, index, top),
			};
		}
	}
}

const WITHOUT_NUMBERS = { logp: null, rank: null, entropy: null, sd: null, argmax: null, top: [] };

/** null where the engine cannot tell or the number does not exist. */
function number(values: ArrayLike<number>, index: number): number | null {
	const value = values[index];
	return value === undefined || !Number.isFinite(value) ? null : value;
}

function topOf({ topIds, topLogp }: TokenRecords, index: number, top: number): [number, number][] {
	const places = topIds.length === 0 ? [] : Array.from({ length: top }, (_, place) => index * top + place);
	return places.flatMap((place): [number, number][] => {
		const [id, logp] = [topIds[place], number(topLogp, place)];
		return id === undefined || logp === null ? [] : [[id, logp]];
	});
}
