import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import type { Backend, EngineSettings } from "../../protocol/engine.ts";
import { checkMemory, type GpuRoom } from "../memoryCheck.ts";
import { type HeaderFacts, memoryNeed } from "../memoryNeed.ts";
import { checkModelFile } from "../modelFile.ts";
import { partsOf } from "../modelParts.ts";
import { Adapters } from "./adapters.ts";
import { type Device, gpuDevices } from "./native/devices.ts";
import { type Handle, type NativeFunctions, nativeFunctions } from "./native/functions.ts";
import { type GgufTensor, ggufTensors } from "./native/ggufTensors.ts";
import { inBackground } from "./native/inBackground.ts";
import type { ModelParameters } from "./native/layouts.ts";
import { withErrors } from "./native/nativeLog.ts";
import { refusedModel } from "./refusedModel.ts";

/** Contexts are at most this long unless the settings ask for more: longer ones cost memory and time. */
const USUAL_CONTEXT = 4096;

/** A loaded model file: weights, vocabulary and metadata. Owned by one engine. */
export class NativeModel {
	readonly native: NativeFunctions;
	readonly handle: Handle;
	readonly file: string;
	/** What multiplies besides the processor. */
	readonly devices: readonly Device[];
	#adapters: Adapters | undefined;

	private constructor(native: NativeFunctions, handle: Handle, file: string, devices: readonly Device[]) {
		this.devices = devices;
		this.native = native;
		this.handle = handle;
		this.file = file;
	}

	/**
	 * Loads a file. Throws Problem("input") when the file is at fault or does not fit into memory, and
	 * Problem("engine") when the library is.
	 */
	static async load(
		file: string,
		settings: EngineSettings,
		adapters: readonly AdapterSpec[] = [],
	): Promise<NativeModel> {
		await checkModelFile(file);
		const backend = backendOf(settings);
		const native = nativeFunctions(backend);
		const devices = backend === "cpu" ? [] : gpuDevices(native);
		if (backend !== "cpu" && devices.length === 0) throw noDevice(backend);
		// The vocabulary alone costs little, proves the header sound, and has the numbers of the memory estimate.
		const header = await NativeModel.#open(native, file, devices, { vocab_only: true });
		try {
			if (!(header.trainedContext >= 1)) throw refusedModel(file, ["its context has no length"]);
			checkMemory(file, memoryNeed(await header.facts(settings), settings), roomOn(devices, settings));
		} finally {
			header.close();
		}
		const layers = backend === "cpu" ? 0 : settings.gpuLayers;
		const model = await NativeModel.#open(native, file, devices, { n_gpu_layers: layers });
		try {
			model.#adapters = await Adapters.load(model, adapters);
			return model;
		} catch (error) {
			model.close();
			throw error;
		}
	}

	static async #open(
		native: NativeFunctions,
		file: string,
		devices: readonly Device[],
		wanted: Partial<ModelParameters>,
	): Promise<NativeModel> {
		const parameters = { ...native.modelDefaults(), n_gpu_layers: 0, ...wanted };
		const { value, errors } = await withErrors(native, () => inBackground(native.loadModel, file, parameters));
		if (value !== null) return new NativeModel(native, value, file, devices);
		throw refusedModel(file, errors);
	}

	/** What is laid over the weights. */
	get adapters(): Adapters {
		if (!this.#adapters) throw new Error("a header alone has no adapters");
		return this.#adapters;
	}

	/** A metadata value as text; undefined when the file has none (arrays cannot be read). */
	metadata(key: string): string | undefined {
		let buffer = new Uint8Array(new ArrayBuffer(4096));
		let length = this.native.metadata(this.handle, key, buffer, buffer.length);
		if (length >= buffer.length) {
			buffer = new Uint8Array(new ArrayBuffer(length + 1));
			length = this.native.metadata(this.handle, key, buffer, buffer.length);
		}
		return length < 0 ? undefined : new TextDecoder().decode(buffer.subarray(0, length));
	}

	/** A numeric value under the architecture's own prefix, e.g. `llama.block_count`. */
	number(key: string): number | undefined {
		const value = Number(this.metadata(`${this.architecture}.${key}`) ?? Number.NaN);
		return Number.isFinite(value) ? value : undefined;
	}

	get architecture(): string {
		return this.metadata("general.architecture") ?? "unknown";
	}

	/** Whether tokens see only what precedes them; models without that can embed but neither score nor write. */
	get isCausal(): boolean {
		return this.metadata(`${this.architecture}.attention.causal`) !== "false";
	}

	get trainedContext(): number {
		return this.number("context_length") ?? USUAL_CONTEXT;
	}

	/** Tokens one question may occupy under these settings. */
	contextLength({ contextLength }: EngineSettings): number {
		return Math.min(contextLength > 0 ? contextLength : USUAL_CONTEXT, this.trainedContext);
	}

	close(): void {
		this.native.freeModel(this.handle);
	}

	/** As the headers of all its parts describe them. */
	async tensors(): Promise<readonly GgufTensor[]> {
		return (await Promise.all(partsOf(this.file).map((part) => ggufTensors(this.native, part)))).flat();
	}

	/** What decides how much memory the model takes, read from all its parts. */
	async facts(settings: EngineSettings): Promise<HeaderFacts> {
		const { native, handle } = this;
		return {
			tensors: await this.tensors(),
			vocabulary: native.vocabularySize(native.vocabulary(handle)),
			context: this.contextLength(settings),
			number: (key) => this.number(key),
		};
	}
}

function backendOf({ gpu }: EngineSettings): Backend {
	if (gpu === "auto") throw new Error("which backend multiplies must be settled before a model is opened");
	return gpu;
}

function roomOn(devices: readonly Device[], { gpuLayers }: EngineSettings): GpuRoom | undefined {
	if (devices.length === 0) return undefined;
	const free = devices.reduce((sum, device) => sum + device.free, 0);
	return { layers: gpuLayers, free, shared: devices.some(({ sharesMemory }) => sharesMemory) };
}

/** Never the processor instead: the answers' keys name the backend. */
function noDevice(backend: Backend): Problem {
	return new Problem(
		"input",
		`llama.cpp finds no device for ${backend} any more.`,
		"Use `--gpu cpu`, or see `palimpsest doctor` for what is missing.",
	);
}
