import { basename } from "node:path";
import { Problem } from "../core/audit/problem.ts";

/** A tensor as a GGUF header describes it. */
export interface TensorShape {
	readonly name: string;
	/** Fastest first; sizes left out are 1. */
	readonly shape: readonly number[];
	/** `ggml_type`. */
	readonly type: number;
}

/** What an adapter's header says of itself; "" where it says nothing, or something that is no text. */
export interface AdapterHeader {
	/** `general.type`. */
	readonly type: string;
	readonly architecture: string;
	/** `adapter.type`. */
	readonly kind: string;
	/** Whether `adapter.lora.alpha` is a number or absent. */
	readonly hasSoundAlpha: boolean;
	/** Whether certain tokens switch it on (`adapter.alora.invocation_tokens`). */
	readonly isSwitched: boolean;
	readonly tensors: readonly TensorShape[];
}

export interface AdaptedModel {
	readonly file: string;
	readonly architecture: string;
	/** Of all its parts. */
	readonly tensors: readonly TensorShape[];
}

const EMBEDDINGS = "token_embd.weight";
const [A, B] = [".lora_a", ".lora_b"];
/** `ggml_type`s that nothing can be multiplied by: I8, I16, I32, I64, F64. */
const NO_MATRIX: readonly number[] = [24, 25, 26, 27, 28];

/**
 * Refuses a LoRA adapter that does not fit a model, before llama.cpp sees it: it ends the process for a value of another
 * type than it expects, and for a product of matrices that do not fit. Throws Problem("input") naming the adapter.
 */
export function checkAdapter(file: string, header: AdapterHeader | undefined, model: AdaptedModel): void {
	const refuse = (what: string, remedy: string) => new Problem("input", `The adapter ${file} ${what}.`, remedy);
	const [download, another] = ["Download it again.", "Name an adapter that was trained on this model."];
	const name = basename(model.file);
	if (!header) throw refuse("is damaged", download);
	if (header.type !== "adapter") throw refuse("is a model and no adapter", "Name a LoRA adapter.");
	if (header.architecture !== model.architecture) {
		throw refuse(
			`was made for the architecture "${header.architecture}", and ${name} has "${model.architecture}"`,
			another,
		);
	}
	if (header.kind !== "lora") throw refuse(`is of the kind "${header.kind}" and not "lora"`, "Name a LoRA adapter.");
	if (header.isSwitched) {
		throw refuse(
			"is one that certain tokens switch on, and an audit lays adapters over the whole text",
			"Name a plain LoRA adapter.",
		);
	}
	const matrices = new Map(
		header.tensors.filter((tensor) => tensor.name.endsWith(A) || tensor.name.endsWith(B)).map((t) => [t.name, t]),
	);
	if (matrices.size === 0 || !header.hasSoundAlpha) throw refuse("is damaged", download);
	if ([...matrices.values()].some(({ type }) => NO_MATRIX.includes(type))) throw refuse("is damaged", download);
	const base = new Map(model.tensors.map((tensor) => [tensor.name, tensor]));
	for (const changed of new Set([...matrices.keys()].map((key) => key.slice(0, -A.length)))) {
		const [a, b] = [matrices.get(changed + A), matrices.get(changed + B)];
		if (!a || !b) throw refuse(`is damaged: it has half a pair for ${changed}`, download);
		const over = base.get(changed);
		if (!over || !matches(a.shape, b.shape, over))
			throw refuse(`does not fit ${name}, which has no such ${changed}`, another);
		// The output then multiplies by the same matrix the other way round, and would by the adapter's too.
		if (over.name === EMBEDDINGS && !base.has("output.weight")) {
			throw refuse(
				`changes the embeddings, which are the output of ${name} too, and llama.cpp cannot do that`,
				"Merge the adapter into the model.",
			);
		}
	}
}

/** W [in, out] takes A [in, rank] and B [rank, out]; embeddings [in, words], which are looked up, [rank, words] and [rank, in]. */
function matches(a: readonly number[], b: readonly number[], over: TensorShape): boolean {
	const [columns, rows] = over.shape;
	const isLookedUp = over.name === EMBEDDINGS;
	const outer = isLookedUp ? a[1] === rows && b[1] === columns : a[0] === columns && b[1] === rows;
	const rank = isLookedUp ? a[0] : a[1];
	// A tensor of several matrices, one per expert, takes as many pairs.
	const copies = [2, 3].every((i) => (a[i] ?? 1) === (over.shape[i] ?? 1) && (b[i] ?? 1) === (over.shape[i] ?? 1));
	return outer && rank === b[0] && copies;
}
