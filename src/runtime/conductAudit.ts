import { assembleResult } from "../core/audit/assemble.ts";
import { nullGate } from "../core/audit/furtherReferences.ts";
import { CLIMBERS } from "../core/audit/residualGains.ts";
import type { AuditResult } from "../core/audit/result.ts";
import type { AuditPlan } from "../core/audit/run.ts";
import type { SetName } from "../core/corpus/document.ts";
import { EXTRACTION, extractionWords } from "../core/probes/extractionSettings.ts";
import type { AuditorEvent } from "./auditor.ts";
import type { AuditParts } from "./auditParts.ts";
import { driveAudit } from "./driveAudit.ts";
import { furtherReferenceAudits } from "./furtherReferenceAudits.ts";
import { documentsOf, type Material } from "./material.ts";
import { descriptionsOf, provenanceOf } from "./modelFacts.ts";
import { quantisedAudits } from "./quantisedAudits.ts";
import { relearnedAudits } from "./relearnedAudits.ts";
import { VERSION } from "./version.ts";

/** What the ladder counts for where its controls differ among themselves. */
const HELD = Object.fromEntries(CLIMBERS.map((probe) => [probe, "info" as const]));

/** Drives core's audit over the store and the engines to its result. */
export async function conductAudit(parts: AuditParts): Promise<AuditResult> {
	const { request, probes, policy, material, models, meter, emit } = parts;
	const base: AuditPlan = {
		documents: documentsOf(material),
		models: descriptionsOf(models),
		probes,
		policy,
		seed: request.seed,
		...(request.chat ? { chat: request.chat } : {}),
		...(request.extraction ? { extraction: request.extraction } : {}),
		...(request.selection ? { selection: request.selection } : {}),
	};
	const { furtherReferences, notCompared } = await furtherReferenceAudits(base, parts);
	const plan = nullGate(furtherReferences, request.seed)?.passed === false ? { ...base, ceilings: HELD } : base;
	const concluded = await driveAudit(plan, parts, (event) => emit(placed(event, material)));
	const { quantised, notQuantised } = await quantisedAudits(plan, parts);
	const relearned = await relearnedAudits(plan, parts);
	meter.flush();
	const { identity } = models.target;
	return assembleResult(concluded, {
		run: parts.run.run,
		startedAt: parts.run.startedAt,
		finishedAt: parts.now(),
		suite: request.suite,
		models: provenanceOf(models),
		policyName: request.policy,
		policy,
		seed: request.seed,
		probes,
		sets: { retain: request.retain.length > 0, holdout: request.holdout.length > 0 },
		unread: material.unread,
		palimpsest: VERSION,
		llamaCpp: identity.llamaCpp,
		settings: {
			backend: identity.backend,
			...identity.settings,
			chat: request.chat ?? "auto",
			extraction: extractionWords(request.extraction ?? EXTRACTION),
		},
		command: parts.run.command,
		quantised,
		notQuantised,
		furtherReferences,
		notCompared,
		...(relearned === undefined ? {} : { relearned }),
	});
}

/** A document event with the file behind it. */
function placed(
	{
		set,
		document,
	}: { readonly set: SetName; readonly document: Extract<AuditorEvent, { type: "document" }>["document"] },
	{ sets }: Material,
): AuditorEvent {
	const source = sets[set].find((candidate) => candidate.document.path === document.path);
	const line = source?.line;
	return { type: "document", set, document, file: source?.file ?? "", ...(line === undefined ? {} : { line }) };
}
