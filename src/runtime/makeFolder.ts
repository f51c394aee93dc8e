/** Folders for reports are made the way the store's is. */
export { makeFolder } from "../store/makeFolder.ts";
