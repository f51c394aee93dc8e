import { orThrow } from "./refusal.ts";
import { inThrowAway } from "./throwAway.ts";

export interface DownloadOptions {
	/** Bytes so far and in all (0 when unknown). */
	readonly onProgress?: (bytes: number, total: number) => void;
	readonly signal?: AbortSignal;
}

/**
 * Fetches a model (`hf:user/model:quant` or an https address) into a folder and returns the file's absolute path. A file
 * that is there already and has the right size is kept. Throws Problem.
 */
export async function downloadModel(
	uri: string,
	folder: string,
	{ onProgress, signal }: DownloadOptions = {},
): Promise<string> {
	return inThrowAway(async (rpc) => orThrow(await rpc.download(uri, folder)), {
		doing: `Downloading ${uri}`,
		remedy: "Check the address and the connection, and try again.",
		...(onProgress ? { onDownloaded: onProgress } : {}),
		...(signal ? { signal } : {}),
	});
}
