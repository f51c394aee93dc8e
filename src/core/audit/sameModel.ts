import type { Role } from "../model/question.ts";
import type { AuditResult } from "./result.ts";

/** What it means that one file plays two roles. */
const PAIRS: readonly (readonly [Role, Role, string])[] = [
	["target", "original", "nothing was unlearned between them"],
	["target", "reference", "all the target knows counts as known without the forget set, so no leak can be told"],
	["original", "reference", "the original knows no more than the reference, so no residual can be had"],
];

/** Models given under two names: usually a slip, and always one that empties the comparison. */
export function sameModelNotes(models: AuditResult["models"]): AuditResult["notes"] {
	return PAIRS.flatMap(([a, b, meaning]) => {
		const [one, other] = [models[a], models[b]];
		if (!one || one.sha256 !== other?.sha256) return [];
		const message = `The ${a} and the ${b} are the same model file: ${meaning}.`;
		return [{ kind: "gate" as const, message, probe: "audit" }];
	});
}
