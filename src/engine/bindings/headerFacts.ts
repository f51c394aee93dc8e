import type { EngineSettings } from "../../protocol/engine.ts";
import type { HeaderFacts } from "../memoryNeed.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";
import { tensorBytes } from "./tensorsFit.ts";

const USUAL_CONTEXT = 4096;

/** Tokens one question may occupy, of a model trained for so many. */
export function contextOf({ contextLength }: EngineSettings, trained: number): number {
	return Math.min(contextLength || USUAL_CONTEXT, trained);
}

/** What a file's header says of the memory its model takes, from node-llama-cpp's reading of it. */
export async function headerFacts(file: string, settings: EngineSettings): Promise<HeaderFacts> {
	const { readGgufFileInfo } = await nodeLlamaCpp();
	const { metadata, fullTensorInfo } = await readGgufFileInfo(file, { sourceType: "filesystem", logWarnings: false });
	const own: unknown = metadata[metadata.general.architecture];
	const number = (key: string): number | undefined => {
		let value: unknown = own;
		for (const part of key.split(".")) value = (value as Record<string, unknown> | undefined)?.[part];
		return typeof value === "number" || typeof value === "bigint" ? Number(value) : undefined;
	};
	return {
		tensors: (fullTensorInfo ?? []).map((tensor) => ({
			name: tensor.name,
			bytes: tensorBytes(tensor),
			rows: Number(tensor.dimensions[1] ?? 1),
		})),
		vocabulary: metadata.tokenizer?.ggml?.tokens?.length ?? 0,
		context: contextOf(settings, number("context_length") ?? USUAL_CONTEXT),
		number,
	};
}
