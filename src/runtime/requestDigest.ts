import type { AuditRequest } from "../core/audit/request.ts";
import { sha256Hex } from "../core/model/address.ts";
import { ROLES } from "../core/model/question.ts";

/** Equal requests have equal digests, whatever order their fields were written in. */
export function requestDigest(request: AuditRequest): string {
	const { forget, retain, holdout, models, suite, policy, seed, selection, failOn } = request;
	const files = ROLES.map((role) => models[role]?.file ?? null);
	const span = selection ? [selection.start, selection.end] : null;
	const adapters = ROLES.map((role) => (models[role]?.adapters ?? []).map(({ file, scale }) => [file, scale]));
	const { gpu, gpuLayers, numericMode } = request.engine ?? {};
	const fields = [forget, retain, holdout, files, suite, policy, seed, span, failOn, adapters];
	const { chat, quantise, probes, relearned, furtherReferences, extraction } = request;
	return sha256Hex(
		JSON.stringify([
			...fields,
			gpu,
			gpuLayers,
			numericMode,
			chat,
			quantise,
			probes,
			relearned,
			furtherReferences,
			extraction,
		]),
	);
}
