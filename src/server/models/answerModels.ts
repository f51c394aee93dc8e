import { basename, dirname } from "node:path";
import type { ModelsReply } from "../../protocol/lsp.ts";
import { type FoundModel, findModels, modelFolder } from "../../runtime/findModels.ts";
import { answer } from "../answer.ts";
import type { Session } from "../session.ts";

/** `palimpsest/models`: GGUF files of the workspace, of the configured folder and of our own downloads. */
export function answerModels(session: Session): void {
	answer(session, "models", async ({ folder }): Promise<ModelsReply> => {
		const folders = [...session.folders, ...(folder ? [folder] : []), modelFolder()];
		const models = await findModels(folders);
		return { models: models.filter(({ file }) => !isLaterShard(file)).map((model) => shown(model, session.folders)) };
	});
}

/** A split model is opened through its first file. */
const isLaterShard = (name: string) => /-(?!0*1-of-)\d+-of-\d+\.gguf$/i.test(name);

function shown({ file, bytes }: FoundModel, folders: readonly string[]): ModelsReply["models"][number] {
	const home = folders.find((folder) => file.startsWith(folder));
	const place = home ? basename(home) + dirname(file).slice(home.length) : dirname(file);
	return { file, name: basename(file), detail: `${size(bytes)}, ${place}` };
}

function size(bytes: number): string {
	const units = ["B", "KB", "MB", "GB", "TB"];
	const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)));
	const value = bytes / 1000 ** power;
	return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}
