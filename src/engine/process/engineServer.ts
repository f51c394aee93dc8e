import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Answered, ModelDescription } from "../../core/model/languageModel.ts";
import type { Question } from "../../core/model/question.ts";
import type { BenchPlan } from "../../protocol/bench.ts";
import type {
	Backend,
	BackendReport,
	EngineEvents,
	EngineFunctions,
	EngineRefusal,
	EngineSettings,
	ModelFileFacts,
} from "../../protocol/engine.ts";
import type { QuantisePlan } from "../../protocol/quantise.ts";
import { type AdaptableModel, checkScales } from "../adaptableModel.ts";
import { openModel } from "../openModel.ts";
import { Outbox } from "./outbox.ts";

/** Answers that travel together. */
const TOGETHER = 64;

/** The engine's side of the conversation: one model, asked in batches that can be cancelled. */
export class EngineServer implements EngineFunctions {
	readonly #events: EngineEvents;
	readonly #exit: () => void;
	readonly #decoded: Outbox<readonly [tokens: number, busyMs: number]>;
	readonly #batches = new Map<number, AbortController>();
	#model: AdaptableModel | undefined;
	#adapters: readonly AdapterSpec[] = [];

	constructor(events: EngineEvents, exit: () => void) {
		this.#events = events;
		this.#exit = exit;
		this.#decoded = new Outbox((said) =>
			events.decoded(
				said.reduce((sum, [tokens]) => sum + tokens, 0),
				said.reduce((sum, [, busyMs]) => sum + busyMs, 0),
			),
		);
	}

	open(
		file: string,
		settings: EngineSettings,
		adapters: readonly AdapterSpec[],
	): Promise<ModelDescription | EngineRefusal> {
		return orRefusal(async () => {
			if (this.#model) throw new Error("this engine has a model already");
			const onDecoded = (tokens: number, busyMs: number) => this.#decoded.add([tokens, busyMs]);
			this.#model = await openModel(file, settings, { onDecoded, adapters });
			this.#adapters = adapters;
			return this.#model.description;
		});
	}

	adapt(scales: readonly number[]): Promise<EngineRefusal | undefined> {
		return orRefusal(async () => {
			if (!this.#model) throw new Error("no model is open");
			checkScales(this.#adapters, scales);
			await this.#model.adapt(scales);
			return undefined;
		});
	}

	async answer(batch: number, questions: readonly Question[]): Promise<void> {
		if (!this.#model) throw new Error("no model is open");
		const controller = new AbortController();
		this.#batches.set(batch, controller);
		const outbox = new Outbox<Answered>((answers) => this.#events.answered(batch, answers), TOGETHER);
		try {
			for await (const answered of this.#model.answer(questions, controller.signal)) outbox.add(answered);
		} finally {
			this.#decoded.flush();
			outbox.flush();
			this.#batches.delete(batch);
		}
	}

	cancel(batch: number): void {
		this.#batches.get(batch)?.abort();
	}

	ping(): void {}

	async close(): Promise<void> {
		for (const controller of this.#batches.values()) controller.abort();
		await this.#model?.close();
		// After the reply has left.
		setImmediate(this.#exit);
	}

	inspect(file: string): Promise<ModelFileFacts | EngineRefusal> {
		return orRefusal(async () => (await import("../bindings/inspect.ts")).inspect(file));
	}

	bench(plan: BenchPlan): Promise<EngineRefusal | undefined> {
		return orRefusal(async () => {
			const { benchEngine } = await import("../bench/benchEngine.ts");
			await benchEngine(plan, (row) => this.#events.measured(row));
			return undefined;
		});
	}

	download(uri: string, folder: string): Promise<string | EngineRefusal> {
		return orRefusal(async () => {
			const { download } = await import("../bindings/download.ts");
			return download(uri, folder, (bytes, total) => this.#events.downloaded(bytes, total));
		});
	}

	quantise(plan: QuantisePlan): Promise<EngineRefusal | undefined> {
		return orRefusal(async () => {
			const { quantise } = await import("../llama/quantise.ts");
			await quantise(plan, (tensors, of) => this.#events.quantised(tensors, of));
			return undefined;
		});
	}

	async probe(backend: Backend): Promise<BackendReport> {
		return (await import("../llama/probeBackend.ts")).probeBackend(backend);
	}
}

/** Expected failures cross the border as data; anything else is a defect and rejects. */
async function orRefusal<T>(work: () => Promise<T>): Promise<T | EngineRefusal> {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		return { refused: { code: error.code, message: error.message, remedy: error.remedy } };
	}
}
