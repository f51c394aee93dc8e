import { basename } from "node:path";
import { assembleResult, type Concluded } from "../core/audit/assemble.ts";
import type { Policy } from "../core/audit/policy.ts";
import type { AuditRequest } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import { runAudit } from "../core/audit/run.ts";
import { suiteProbes } from "../core/audit/suites.ts";
import type { SetName } from "../core/corpus/document.ts";
import { ROLES } from "../core/model/question.ts";
import type { Store } from "../store/openStore.ts";
import type { RunRecord } from "../store/runRecord.ts";
import { askStored } from "./askStored.ts";
import type { AuditorEvent } from "./auditor.ts";
import { documentsOf, type Material } from "./material.ts";
import type { ModelAtHand, ModelsAtHand } from "./modelsAtHand.ts";
import type { ProgressMeter } from "./progressMeter.ts";
import type { ResidentModels } from "./residentModels.ts";
import { VERSION } from "./version.ts";

/** Everything an audit has gathered before its first question. */
export interface AuditParts {
	readonly run: RunRecord;
	readonly request: AuditRequest;
	readonly policy: Policy;
	readonly material: Material;
	readonly models: ModelsAtHand;
	readonly residents: ResidentModels;
	readonly store: Store;
	readonly meter: ProgressMeter;
	readonly signal: AbortSignal;
	readonly emit: (event: AuditorEvent) => void;
	/** ISO 8601. */
	readonly now: () => string;
}

/** Drives core's audit over the store and the engines to its result. */
export async function conductAudit(parts: AuditParts): Promise<AuditResult> {
	const { request, policy, material, models, meter, emit } = parts;
	const probes = suiteProbes(request.suite);
	const plan = {
		documents: documentsOf(material),
		models: descriptionsOf(models),
		probes,
		policy,
		seed: request.seed,
		...(request.chat ? { chat: request.chat } : {}),
		...(request.selection ? { selection: request.selection } : {}),
	};
	let concluded: Concluded | undefined;
	for await (const event of runAudit(plan, askOf(parts))) {
		if (event.type === "progress") meter.counted(event.answered, event.known, event.expected);
		else if (event.type === "document") emit(placed(event, material));
		else concluded = event;
	}
	meter.flush();
	if (!concluded) throw new Error("the audit ended without a conclusion");
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
		settings: { backend: identity.backend, ...identity.settings, chat: request.chat ?? "auto" },
		command: parts.run.command,
	});
}

function askOf({ store, models, residents, signal, meter, emit }: AuditParts) {
	const tell = (model: ModelAtHand, state: "loading" | "ready") => {
		const role = ROLES.find((name) => models[name]?.key === model.key) ?? "target";
		emit({ type: "model", role, name: basename(model.file), state, backend: model.identity.backend });
	};
	return askStored({
		answers: store.answers,
		models,
		residents,
		signal,
		onReused: (questions) => meter.reused(questions),
		onAsking: (model) => {
			if (!residents.has(model)) tell(model, "loading");
		},
		onReady: (model) => {
			tell(model, "ready");
			meter.asking();
		},
	});
}

function descriptionsOf(models: ModelsAtHand) {
	const { target, original, reference } = models;
	return {
		target: target.description,
		...(original ? { original: original.description } : {}),
		...(reference ? { reference: reference.description } : {}),
	};
}

function provenanceOf(models: ModelsAtHand): AuditResult["models"] {
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
