import { Problem } from "../core/audit/problem.ts";
import type { AdapterSpec } from "../core/audit/request.ts";
import type { LanguageModel } from "../core/model/languageModel.ts";

/** A model whose LoRA adapters can be given other scales while it is open. */
export interface AdaptableModel extends LanguageModel {
	/**
	 * Scales for the adapters, in their order: 1 as trained, 0 not at all. Waits for the answers under way; those to
	 * later questions are another model's, and are to be kept under an identity of their own. Throws Problem("input").
	 */
	adapt(scales: readonly number[]): Promise<void>;
}

/** Refuses scales that are no numbers a library can take, and as many as there are no adapters. Throws Problem("input"). */
export function checkScales(adapters: readonly AdapterSpec[], scales: readonly number[]): void {
	if (scales.length !== adapters.length) {
		const what = `${scales.length} scales were given for ${adapters.length} LoRA adapters.`;
		throw new Problem("input", what, "Give one scale for each.");
	}
	for (const [i, scale] of scales.entries()) {
		if (Number.isFinite(Math.fround(scale))) continue;
		const what = `The scale of the adapter ${adapters[i]?.file} is ${scale}.`;
		throw new Problem("input", what, "Give a number: 1 as trained, 0 not at all.");
	}
}
