import { basename, join } from "node:path";
import { assembleResult, type Concluded } from "../core/audit/assemble.ts";
import type { AuditEvent } from "../core/audit/event.ts";
import type { Policy } from "../core/audit/policy.ts";
import type { Quantised } from "../core/audit/quantised.ts";
import type { AuditRequest, ModelSpec } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import { type AuditPlan, runAudit } from "../core/audit/run.ts";
import { quantisedProbes, suiteQuantisations } from "../core/audit/suites.ts";
import type { SetName } from "../core/corpus/document.ts";
import { ROLES } from "../core/model/question.ts";
import type { Probe } from "../core/probes/probe.ts";
import type { Store } from "../store/openStore.ts";
import type { RunRecord } from "../store/runRecord.ts";
import { askStored } from "./askStored.ts";
import type { AuditorEvent } from "./auditor.ts";
import type { EnginePort } from "./enginePort.ts";
import { documentsOf, type Material } from "./material.ts";
import type { ModelAtHand, ModelsAtHand } from "./modelsAtHand.ts";
import type { ProgressMeter } from "./progressMeter.ts";
import { quantisedTarget } from "./quantisedTarget.ts";
import type { ResidentModels } from "./residentModels.ts";
import { VERSION } from "./version.ts";

/** Everything an audit has gathered before its first question. */
export interface AuditParts {
	readonly run: RunRecord;
	readonly request: AuditRequest;
	/** The suite's, and those that were named. */
	readonly probes: readonly Probe[];
	readonly policy: Policy;
	readonly material: Material;
	readonly models: ModelsAtHand;
	readonly residents: ResidentModels;
	readonly engines: EnginePort;
	/** Finds out what another model is, to ask it in the target's place. */
	readonly meet: (spec: ModelSpec) => Promise<ModelAtHand>;
	readonly store: Store;
	readonly meter: ProgressMeter;
	readonly signal: AbortSignal;
	readonly emit: (event: AuditorEvent) => void;
	/** ISO 8601. */
	readonly now: () => string;
}

/** Drives core's audit over the store and the engines to its result. */
export async function conductAudit(parts: AuditParts): Promise<AuditResult> {
	const { request, probes, policy, material, models, meter, emit } = parts;
	const plan = {
		documents: documentsOf(material),
		models: descriptionsOf(models),
		probes,
		policy,
		seed: request.seed,
		...(request.chat ? { chat: request.chat } : {}),
		...(request.selection ? { selection: request.selection } : {}),
	};
	const concluded = await driven(plan, parts, (event) => emit(placed(event, material)));
	const { quantised, notQuantised } = await quantisedAudits(plan, parts);
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
		settings: { backend: identity.backend, ...identity.settings, chat: request.chat ?? "auto" },
		command: parts.run.command,
		quantised,
		notQuantised,
	});
}

/** Drives one audit to its end. */
async function driven(
	plan: AuditPlan,
	parts: AuditParts,
	onDocument: (event: Extract<AuditEvent, { readonly type: "document" }>) => void,
): Promise<Concluded> {
	let concluded: Concluded | undefined;
	parts.meter.next();
	for await (const event of runAudit(plan, askOf(parts))) {
		if (event.type === "progress") parts.meter.counted(event.answered, event.known, event.expected);
		else if (event.type === "document") onDocument(event);
		else concluded = event;
	}
	if (!concluded) throw new Error("the audit ended without a conclusion");
	return concluded;
}

/** The same audit with smaller weights in the target's place, with the probes that show what less precision brings back. */
async function quantisedAudits(plan: AuditPlan, parts: AuditParts) {
	const { request, models, store, signal, emit, engines } = parts;
	const quantised: Quantised[] = [];
	const notQuantised: string[] = [];
	const folder = join(store.folder, "quantised");
	const onNotice = (message: string) => emit({ type: "notice", message });
	for (const wanted of request.quantise ?? suiteQuantisations(request.suite)) {
		const made = await quantisedTarget(wanted, models.target, { engines, folder, signal, onNotice });
		if ("reason" in made) {
			notQuantised.push(made.reason);
			continue;
		}
		const target = await parts.meet(made.spec);
		const all = { ...models, target };
		const variant = { ...plan, models: descriptionsOf(all), probes: quantisedProbes() };
		const concluded = await driven(variant, { ...parts, models: all }, () => {});
		quantised.push({ name: made.name, model: provenanceOf(all).target, concluded });
	}
	return { quantised, notQuantised };
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
