/** Reading QR codes: by the browser's own detector where it has one, by a decoder of ours elsewhere; from the camera or a photo. */

interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>;
}

/** The longest side of a photo that the decoder is given: a code is not finer, and a phone not faster. */
const SIDES = [1600, 900, 500];

async function native(): Promise<Detector | undefined> {
  const known = (globalThis as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } })
    .BarcodeDetector;
  try {
    if (known && (await known.getSupportedFormats()).includes("qr_code")) return new known({ formats: ["qr_code"] });
  } catch {
    // As if it had none.
  }
  return undefined;
}

function pixels(source: ImageBitmap | HTMLVideoElement, width: number, height: number, side: number): ImageData | undefined {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context || canvas.width === 0 || canvas.height === 0) return undefined;
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Fetched with the page, so that it is there without network. */
export const decoder = import("qr/decode.js");

async function decode(image: ImageData): Promise<string | undefined> {
  const { decodeQR } = await decoder;
  try {
    return decodeQR(image);
  } catch {
    // There is none, or it is unreadable.
    return undefined;
  }
}

/** The text of the code in a photo. */
export async function readPhoto(file: Blob): Promise<string | undefined> {
  let picture: ImageBitmap;
  try {
    picture = await createImageBitmap(file);
  } catch {
    return undefined;
  }
  const [found] = (await (await native())?.detect(picture).catch(() => [])) ?? [];
  if (found) return found.rawValue;
  for (const side of SIDES) {
    const image = pixels(picture, picture.width, picture.height, side);
    const text = image && (await decode(image));
    if (text) return text;
  }
  return undefined;
}

/** Shows the camera until a code is read or `stop` is called. */
export async function readCamera(video: HTMLVideoElement, stop: AbortSignal): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  try {
    video.srcObject = stream;
    await video.play();
    const detector = await native();
    while (!stop.aborted) {
      const image = detector ? undefined : pixels(video, video.videoWidth, video.videoHeight, 700);
      const [found] = detector ? await detector.detect(video).catch(() => []) : [];
      const text = found?.rawValue ?? (image && (await decode(image)));
      if (text) return text;
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    return undefined;
  } finally {
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  }
}
