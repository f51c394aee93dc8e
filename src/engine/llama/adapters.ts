import { Problem } from "../../core/audit/problem.ts";
import type { AdapterSpec } from "../../core/audit/request.ts";
import { checkAdapter } from "../checkAdapter.ts";
import { checkAdapterFile } from "../modelFile.ts";
import { adapterHeader } from "./native/adapterHeader.ts";
import type { Handle } from "./native/functions.ts";
import { inBackground } from "./native/inBackground.ts";
import { withErrors } from "./native/nativeLog.ts";
import type { NativeModel } from "./nativeModel.ts";

/**
 * The LoRA adapters of a model: read once, laid over its weights in every context, each at its own scale. The weights
 * themselves stay as they are, so another scale costs nothing. They are freed with the model.
 */
export class Adapters {
	readonly #model: NativeModel;
	readonly #handles: BigUint64Array<ArrayBuffer>;
	readonly #scales: Float32Array<ArrayBuffer>;

	private constructor(model: NativeModel, handles: readonly Handle[], scales: readonly number[]) {
		this.#model = model;
		this.#handles = BigUint64Array.from(handles);
		this.#scales = Float32Array.from(scales);
	}

	/** Before any context is made: a context counts what its adapters add to the graph. Throws Problem("input"). */
	static async load(model: NativeModel, specs: readonly AdapterSpec[]): Promise<Adapters> {
		const { native, handle } = model;
		const tensors = specs.length > 0 ? await model.tensors() : [];
		const adapted = { file: model.file, architecture: model.architecture, tensors };
		const handles: Handle[] = [];
		for (const { file } of specs) {
			await checkAdapterFile(file);
			checkAdapter(file, await adapterHeader(native, file), adapted);
			const { value, errors } = await withErrors(native, () => inBackground(native.loadAdapter, handle, file));
			if (value === null) throw refused(file, errors.join(" "));
			handles.push(value);
		}
		return new Adapters(
			model,
			handles,
			specs.map(({ scale }) => scale),
		);
	}

	/** New scales, in the order of the adapters; contexts have them once they are laid over again. */
	rescale(scales: readonly number[]): void {
		if (scales.length !== this.#scales.length) {
			throw new RangeError(`${scales.length} scales for ${this.#scales.length} adapters`);
		}
		this.#scales.set(scales);
	}

	/** Makes a context multiply by the adapted weights from its next decode on. What it remembers is of the weights before. */
	layOver(context: Handle): void {
		if (this.#handles.length === 0) return;
		this.#model.native.setAdapters(context, this.#handles, this.#handles.length, this.#scales);
	}
}

/** What fits by its header may still be cut off, or lack the other half of a pair. */
function refused(file: string, said: string): Problem {
	const why = /failed to apply lora adapter: (.*)/.exec(said)?.[1];
	return new Problem(
		"input",
		`The adapter ${file} is damaged${why ? ` (${why.slice(0, 200)})` : ""}.`,
		"Download it again, or convert it again with llama.cpp's convert_lora_to_gguf.py.",
	);
}
