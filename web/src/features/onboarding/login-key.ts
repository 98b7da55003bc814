// Logging in by certificate from the page: the key signs a challenge of the server. A USB key does so through its
// maker's program; here the key is a file (PEM: PRIVATE KEY and CERTIFICATE) that never leaves the browser.
import { session as api, type KeyAnswer } from '@/api/endpoints'

/** A key that can answer a challenge. */
export interface LoginKey {
  certificate: string
  /** SM3 of the public key, in hexadecimal. */
  id: string
  sign(text: string): string
}

/** SubjectPublicKeyInfo of an SM2 key, up to the point. */
const SPKI = '3059301306072a8648ce3d020106082a811ccf5501822d034200'
/** In a PKCS#8 file, what stands before the 32 bytes of the key: version 1, OCTET STRING. */
const BEFORE_KEY = [0x02, 0x01, 0x01, 0x04, 0x20]

const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

/** One PEM block of a text, with its lines; empty if there is none. */
function block(text: string, label: string): string {
  const found = new RegExp(`-----BEGIN ${label}-----[^-]+-----END ${label}-----`).exec(text)
  return found?.[0] ?? ''
}

function privateKey(text: string): string {
  const base64 = block(text, 'PRIVATE KEY').replace(/-----[A-Z ]+-----|\s/g, '')
  if (!base64) return ''
  const der = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  const at = der.findIndex((_, start) => BEFORE_KEY.every((byte, i) => der[start + i] === byte))
  const start = at + BEFORE_KEY.length
  return at < 0 ? '' : hex(der.slice(start, start + 32))
}

/** Reads a key file. Null if it holds no SM2 key with its certificate. */
export async function readLoginKey(text: string): Promise<LoginKey | null> {
  const certificate = block(text, 'CERTIFICATE')
  let secret = ''
  try {
    secret = privateKey(text)
  } catch {
    return null
  }
  if (!certificate || secret.length !== 64) return null
  const { sm2, sm3 } = await import('sm-crypto-v2')
  const point = sm2.getPublicKeyFromPrivateKey(secret)
  return {
    certificate,
    id: sm3(sm2.hexToArray(SPKI + point)),
    sign: (message) => sm2.doSignature(message, secret, { hash: true, publicKey: point }),
  }
}

/** Has a key answer a fresh challenge for this page. */
export async function answerChallenge(
  key: LoginKey,
): Promise<{ challenge: string; origin: string; signature: string }> {
  const { challenge } = await api.challenge()
  const origin = location.origin
  const signature = key.sign(`yinxin-login/1\n${challenge}\n${origin}\n`)
  return { challenge, origin, signature }
}

/** The same with the name of the key, as logging in and proving take it. */
export async function keyAnswer(key: LoginKey): Promise<KeyAnswer> {
  return { key_id: key.id, ...(await answerChallenge(key)) }
}
