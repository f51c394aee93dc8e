import type { Handle } from "./functions.ts";
import { ENUMS } from "./layouts.generated.ts";
import { type OpenLibraries, of } from "./openLibraries.ts";

/** Rows and columns of the two matrices. */
const SIZE = 64;
/** Bytes for the descriptions of three tensors and a graph; their data lies on the device. */
const DESCRIPTIONS = 1 << 20;

/**
 * Multiplies two small matrices on a device and compares every number with the right one. A driver can load, name its
 * device and still not compute. May crash with the driver: only for a process that may die.
 */
export function multiplies({ base }: OpenLibraries, device: Handle): boolean {
	const backend: Handle | null = of(base, "ggml_backend_dev_init")(device, null);
	if (backend === null) return false;
	const context: Handle = of(base, "ggml_init")({ mem_size: DESCRIPTIONS, mem_buffer: null, no_alloc: true });
	const tensor = of(base, "ggml_new_tensor_2d");
	const [a, b]: Handle[] = [0, 1].map(() => tensor(context, ENUMS.ggml_type.GGML_TYPE_F32, SIZE, SIZE));
	const product: Handle = of(base, "ggml_mul_mat")(context, a, b);
	const graph: Handle = of(base, "ggml_new_graph")(context);
	of(base, "ggml_build_forward_expand")(graph, product);
	const buffer: Handle | null = of(base, "ggml_backend_alloc_ctx_tensors")(context, backend);
	try {
		if (buffer === null) return false;
		// Small whole numbers: exact in every format that a device may compute in.
		const [left, right] = [
			matrix((row, column) => ((row * 7 + column * 3) % 5) - 2),
			matrix((r, c) => ((r + c * 5) % 7) - 3),
		];
		const bytes = left.byteLength;
		of(base, "ggml_backend_tensor_set")(a, left, 0, bytes);
		of(base, "ggml_backend_tensor_set")(b, right, 0, bytes);
		if (of(base, "ggml_backend_graph_compute")(backend, graph) !== 0) return false;
		const found = matrix(() => Number.NaN);
		of(base, "ggml_backend_tensor_get")(product, found, 0, bytes);
		return rightProduct(left, right).every((value, at) => value === found[at]);
	} finally {
		if (buffer !== null) of(base, "ggml_backend_buffer_free")(buffer);
		of(base, "ggml_free")(context);
		of(base, "ggml_backend_free")(backend);
	}
}

function matrix(value: (row: number, column: number) => number): Float32Array<ArrayBuffer> {
	const data = new Float32Array(new ArrayBuffer(SIZE * SIZE * 4));
	return data.map((_, at) => value(Math.floor(at / SIZE), at % SIZE));
}

/** ggml multiplies rows with rows: number i of row j is row i of the left times row j of the right. */
function rightProduct(left: Float32Array, right: Float32Array): Float32Array {
	return matrix((j, i) => {
		let sum = 0;
		for (let k = 0; k < SIZE; k++) sum += (left[i * SIZE + k] ?? 0) * (right[j * SIZE + k] ?? 0);
		return sum;
	});
}
