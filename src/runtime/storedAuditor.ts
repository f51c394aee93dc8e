import { basename } from "node:path";
import { Problem } from "../core/audit/problem.ts";
import type { AuditRequest, ModelSpec } from "../core/audit/request.ts";
import type { AuditResult } from "../core/audit/result.ts";
import { suiteProbes } from "../core/audit/suites.ts";
import type { SetName } from "../core/corpus/document.ts";
import { ROLES, type Role } from "../core/model/question.ts";
import type { Trainer } from "../core/model/trainer.ts";
import { headline } from "../core/report/headline.ts";
import type { Store } from "../store/openStore.ts";
import type { RunMaterial } from "../store/runRecord.ts";
import type { Auditor, RunSummary } from "./auditor.ts";
import { cancelled } from "./cancelled.ts";
import { checkCopies } from "./checkCopies.ts";
import { checkSelection } from "./checkSelection.ts";
import { conductAudit } from "./conductAudit.ts";
import { documentTokens } from "./documentTokens.ts";
import type { EnginePort } from "./enginePort.ts";
import { loadProbes } from "./loadProbes.ts";
import { type Material, readMaterial } from "./material.ts";
import { type ModelSources, type ModelsAtHand, modelAtHand, modelsAtHand } from "./modelsAtHand.ts";
import { ProgressMeter } from "./progressMeter.ts";
import { readPolicy } from "./readPolicy.ts";
import { reproduceCommand } from "./reproduceCommand.ts";
import { requestDigest } from "./requestDigest.ts";
import { ResidentModels } from "./residentModels.ts";
import { runId } from "./runId.ts";

type AuditOptions = NonNullable<Parameters<Auditor["audit"]>[1]>;

export interface StoredAuditorParts {
	readonly store: Store;
	readonly engines: EnginePort;
	/** Trains copies of models, where a request wants that. */
	readonly trainer?: Trainer;
	readonly now?: () => Date;
	/** Bytes of memory models may take. */
	readonly budget?: number;
}

/** The auditor over a store and engine processes: one audit at a time. */
export class StoredAuditor implements Auditor {
	readonly #store: Store;
	readonly #engines: EnginePort;
	readonly #trainer: Trainer | undefined;
	readonly #now: () => Date;
	readonly #budget: number | undefined;
	#running: { readonly stop: AbortController; readonly ended: Promise<unknown> } | undefined;

	constructor({ store, engines, trainer, now = () => new Date(), budget }: StoredAuditorParts) {
		this.#store = store;
		this.#engines = engines;
		this.#trainer = trainer;
		this.#now = now;
		this.#budget = budget;
	}

	async audit(request: AuditRequest, options: AuditOptions = {}): Promise<AuditResult> {
		if (this.#running) {
			throw new Problem("busy", "An audit is already running.", "Cancel it, or wait until it has finished.");
		}
		const stop = new AbortController();
		const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
		const work = this.#audit(request, options, signal);
		this.#running = { stop, ended: work.catch(() => {}) };
		try {
			return await work;
		} finally {
			this.#running = undefined;
		}
	}

	async #audit(request: AuditRequest, options: AuditOptions, signal: AbortSignal): Promise<AuditResult> {
		const emit = options.onEvent ?? (() => {});
		const meter = new ProgressMeter(emit);
		const choices = request.engine ?? {};
		const onDecoded = (tokens: number) => meter.decoded(tokens);
		const residents = new ResidentModels(this.#engines, { choices, onDecoded, signal, budget: this.#budget });
		try {
			// What the user got wrong is found before anything is opened or recorded.
			const probes = [...suiteProbes(request.suite), ...(await loadProbes(request.probes ?? []))];
			const policy = await readPolicy(request.policy);
			const material = await readMaterial(request, options.overlays ?? {});
			checkSelection(request, material);
			await checkCopies(request);
			for (const message of material.notices) emit({ type: "notice", message });
			const sources: ModelSources = {
				store: this.#store,
				engines: this.#engines,
				choices,
				residents,
				signal,
				onLoading: (role, file, backend) => {
					emit({ type: "model", role, name: basename(file), state: "loading", backend });
				},
			};
			const models = await modelsAtHand(request.models, sources);
			const run = this.#begin(request, material, basename(models.target.file), options.command);
			emit({ type: "run", run: run.run, resumed: run.resumed });
			const now = () => this.#now().toISOString();
			const { run: id } = run;
			try {
				this.#store.materials.write(id, materialOf(material, models));
				const parts = {
					run,
					request,
					probes,
					policy,
					material,
					models,
					residents,
					engines: this.#engines,
					...(this.#trainer ? { trainer: this.#trainer } : {}),
					meet: (spec: ModelSpec) => modelAtHand("other", spec, sources),
					store: this.#store,
					meter,
					signal,
					emit,
					now,
				};
				const result = await conductAudit(parts);
				this.#store.runs.finish(result, headline(result));
				return result;
			} catch (error) {
				this.#close(id, error, signal, now());
				throw error;
			}
		} catch (error) {
			throw signal.aborted ? cancelled() : error;
		} finally {
			await residents.close();
		}
	}

	#begin(request: AuditRequest, material: Material, target: string, command: string | undefined) {
		const now = this.#now();
		return this.#store.runs.begin({
			run: runId(now),
			digest: requestDigest(request),
			request,
			command: command ?? reproduceCommand(request),
			startedAt: now.toISOString(),
			target,
			documents: material.sets.forget.length,
		});
	}

	/** A store that fails here must not hide why the audit ended. */
	#close(run: string, error: unknown, signal: AbortSignal, at: string): void {
		try {
			if (signal.aborted) this.#store.runs.end(run, "cancelled", at, "cancelled");
			else this.#store.runs.end(run, "failed", at, error instanceof Problem ? error.message : "failed");
		} catch {
			// The run then reads as interrupted, once this process is gone.
		}
	}

	runs(): readonly RunSummary[] {
		return this.#store.runs.list().map(({ run, startedAt, finishedAt, state, target, documents, headline }) => {
			return { run, startedAt, finishedAt, state, target, documents, headline };
		});
	}

	request(run: string): AuditRequest | undefined {
		return this.#store.runs.find(run)?.request;
	}

	result(run: string): AuditResult | undefined {
		return this.#store.runs.result(run);
	}

	tokens(run: string, path: string, role: Role) {
		const id = this.#store.runs.find(run)?.run;
		return id === undefined ? undefined : documentTokens(this.#store, id, path, role);
	}

	file(run: string, path: string): string | undefined {
		const id = this.#store.runs.find(run)?.run;
		return id === undefined ? undefined : this.#store.materials.document(id, path)?.file;
	}

	covering(file: string) {
		return this.#store.materials.covering(file);
	}

	async close(): Promise<void> {
		this.#running?.stop.abort();
		await this.#running?.ended;
		this.#store.close();
	}
}

function materialOf({ sets }: Material, models: ModelsAtHand): RunMaterial {
	const documents = (["forget", "retain", "holdout"] as const satisfies readonly SetName[]).flatMap((set) =>
		sets[set].map(({ file, document }) => ({ set, file, document })),
	);
	const identities = Object.fromEntries(
		ROLES.flatMap((role) => {
			const model = models[role];
			return model ? [[role, model.key] as const] : [];
		}),
	);
	return { documents, identities };
}
