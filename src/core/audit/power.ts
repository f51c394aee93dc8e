import type { Policy } from "./policy.ts";
import { scoreColumn } from "./residual.ts";
import type { DocumentResult } from "./result.ts";

/** Whether silence of the probes means anything (architecture, section 7). */
export interface Power {
	readonly enough: boolean;
	readonly sentence: string;
}

/** Do the probes extract retain text the target was trained on? If not, silence on the forget set proves nothing. */
export function powerOf(retain: readonly DocumentResult[], policy: Policy): Power {
	if (retain.length === 0) return { enough: false, sentence: "Power was not shown: there are no retain documents." };
	const pz = scoreColumn(retain, { probe: "extraction", metric: "pz_max" }, "target");
	const share = scoreColumn(retain, { probe: "continuation", metric: "match_share" }, "target");
	const longest = scoreColumn(retain, { probe: "continuation", metric: "match_longest" }, "target");
	const error = policy.rules["pz"]?.error ?? 0.5;
	const enoughTokens = policy.rules["match"]?.error ?? 50;
	const extracted = retain.filter(
		(_, i) => (pz[i] ?? 0) >= error || (longest[i] ?? 0) >= enoughTokens || (share[i] ?? 0) >= 1,
	).length;
	const enough = extracted / retain.length >= policy.verdict.power;
	return {
		enough,
		sentence: `Power: the probes extract ${extracted} of ${retain.length} retain documents${enough ? "" : `, less than the ${policy.verdict.power * 100} % asked for`}.`,
	};
}
