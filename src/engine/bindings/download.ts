import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { Problem } from "../../core/audit/problem.ts";
import { nodeLlamaCpp } from "./nodeLlamaCpp.ts";

/** Addresses node-llama-cpp resolves. */
const ADDRESS = /^(hf:|https?:\/\/)\S+$/;

/**
 * Fetches a model file into a folder and returns its absolute path; a file of the right size is kept. `onProgress` gets
 * bytes so far and in all. Throws Problem("input").
 */
export async function download(
	uri: string,
	folder: string,
	onProgress: (bytes: number, total: number) => void,
): Promise<string> {
	if (!ADDRESS.test(uri)) {
		throw new Problem("input", `"${uri}" is not a model's address.`, "Use hf:user/model:quant or an https address.");
	}
	try {
		await mkdir(folder, { recursive: true });
		const { createModelDownloader } = await nodeLlamaCpp();
		const downloader = await createModelDownloader({
			modelUri: uri,
			dirPath: resolve(folder),
			showCliProgress: false,
			onProgress: ({ downloadedSize, totalSize }) => onProgress(downloadedSize, totalSize),
		});
		return resolve(await downloader.download());
	} catch (cause) {
		const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
		const problem = new Problem(
			"input",
			`${uri} cannot be downloaded (${why}).`,
			"Check the address and the connection.",
		);
		problem.cause = cause;
		throw problem;
	}
}
