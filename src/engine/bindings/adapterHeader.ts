import { stat } from "node:fs/promises";
import type { GgufFileInfo } from "node-llama-cpp";
import type { AdapterHeader, TensorShape } from "../checkAdapter.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";
import { tensorsFit } from "./tensorsFit.ts";

/** Reads an adapter's header with node-llama-cpp's reader; undefined when it refuses the file. */
export async function adapterHeader(file: string): Promise<AdapterHeader | undefined> {
	const { readGgufFileInfo } = await nodeLlamaCpp();
	try {
		const info = await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
		// The library would only say that it cannot make a context.
		if (!tensorsFit(info, (await stat(file)).size)) return undefined;
		const { general, adapter } = info.metadata as {
			general?: { type?: unknown; architecture?: unknown };
			adapter?: { type?: unknown; lora?: { alpha?: unknown }; alora?: unknown };
		};
		return {
			type: textOf(general?.type),
			architecture: textOf(general?.architecture),
			kind: textOf(adapter?.type),
			hasSoundAlpha: ["number", "undefined"].includes(typeof adapter?.lora?.alpha),
			isSwitched: adapter?.alora !== undefined,
			tensors: tensorShapes(info),
		};
	} catch {
		return undefined;
	}
}

export function tensorShapes({ fullTensorInfo }: Pick<GgufFileInfo, "fullTensorInfo">): readonly TensorShape[] {
	return (fullTensorInfo ?? []).map(({ name, dimensions, ggmlType }) => ({
		name,
		shape: dimensions.map(Number),
		type: ggmlType,
	}));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
