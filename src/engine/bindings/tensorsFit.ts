import type { GgufFileInfo } from "node-llama-cpp";

/** Bytes and elements of a block by ggml type (ggml-common.h). A type that is not here is taken to have no length. */
const BLOCKS: Readonly<Record<number, readonly [bytes: number, elements: number]>> = {
	0: [4, 1],
	1: [2, 1],
	2: [18, 32],
	3: [20, 32],
	6: [22, 32],
	7: [24, 32],
	8: [34, 32],
	9: [36, 32],
	10: [84, 256],
	11: [110, 256],
	12: [144, 256],
	13: [176, 256],
	14: [210, 256],
	15: [292, 256],
	16: [66, 256],
	17: [74, 256],
	18: [98, 256],
	19: [50, 256],
	20: [18, 32],
	21: [110, 256],
	22: [82, 256],
	23: [136, 256],
	24: [1, 1],
	25: [2, 1],
	26: [4, 1],
	27: [8, 1],
	28: [8, 1],
	29: [56, 256],
	30: [2, 1],
	34: [54, 256],
	35: [66, 256],
	39: [17, 32],
};

type TensorInfo = NonNullable<GgufFileInfo["tensorInfo"]>[number];

/** Bytes of a tensor's data. */
export function tensorBytes({ dimensions, ggmlType }: Pick<TensorInfo, "dimensions" | "ggmlType">): number {
	const elements = dimensions.reduce<number>((product, size) => product * Number(size), 1);
	const [blockBytes, blockElements] = BLOCKS[ggmlType] ?? [0, 1];
	return (elements / blockElements) * blockBytes;
}

/** Whether a file of so many bytes holds all its tensors, the check llama.cpp makes when it loads. First part only. */
export function tensorsFit(info: Pick<GgufFileInfo, "tensorInfo">, bytes: number): boolean {
	return (info.tensorInfo ?? []).every((tensor) => Number(tensor.fileOffset) + tensorBytes(tensor) <= bytes);
}
