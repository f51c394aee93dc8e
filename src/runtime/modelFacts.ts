import type { AuditResult } from "../core/audit/result.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import type { ModelsAtHand } from "./modelsAtHand.ts";

/** What each model says of itself, as an audit's plan wants it. */
export function descriptionsOf(models: ModelsAtHand): AuditPlan["models"] {
	const { target, original, reference } = models;
	return {
		target: target.description,
		...(original ? { original: original.description } : {}),
		...(reference ? { reference: reference.description } : {}),
	};
}

/** What each model is, as a result records it. */
export function provenanceOf(models: ModelsAtHand): AuditResult["models"] {
	const of = ({ file, sha256, identity, description }: ModelsAtHand["target"]) => ({
		file,
		sha256,
		...(identity.adapters.length > 0 ? { adapters: identity.adapters } : {}),
		description,
	});
	const { target, original, reference } = models;
	return {
		target: of(target),
		...(original ? { original: of(original) } : {}),
		...(reference ? { reference: of(reference) } : {}),
	};
}
