import type { Role } from "../model/question.ts";
import type { AuditResult } from "./result.ts";

/** What it means that one file plays two roles. */
const PAIRS: readonly (readonly [Role, Role, string])[] = [
	["target", "original", "nothing was unlearned between them"],
	["original", "reference", "the original knows no more than the reference, so no residual can be had"],
];

/** Models given under two names: usually a slip, and always one that empties a comparison. */
export function sameModelNotes(models: AuditResult["models"]): AuditResult["notes"] {
	return PAIRS.flatMap(([a, b, meaning]) => {
		if (!isSame(models, a, b)) return [];
		const message = `The ${a} and the ${b} are the same model file: ${meaning}.`;
		return [{ kind: "gate" as const, message, probe: "audit" }];
	});
}

/** Why no leak can be told when the target is its own control; undefined when it is not. */
export function selfReference(models: AuditResult["models"]): string | undefined {
	if (!isSame(models, "target", "reference")) return undefined;
	return "The target and the reference are the same model file: all the target knows counts as known without the forget set, so no leak can be told.";
}

function isSame(models: AuditResult["models"], a: Role, b: Role): boolean {
	return models[a] !== undefined && models[a].sha256 === models[b]?.sha256;
}
