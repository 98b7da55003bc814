//! The functions of SDF (GM/T 0018) that signing needs.
#![expect(unsafe_code, reason = "the library exports C functions")]

use std::ffi::{CStr, OsStr, c_int, c_uchar, c_uint, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::{mem, ptr, slice};

use crate::state::{Session, enter, public_key, sign, state};
use crate::{Act, Call, PASSWORD};

// The return codes of GM/T 0018 Annex A that occur here.
const OK: u32 = 0;
const COMMFAIL: u32 = 0x0100_0003;
const OPENDEVICE: u32 = 0x0100_0005;
const OPENSESSION: u32 = 0x0100_0006;
const PARDENY: u32 = 0x0100_0007;
const KEYNOTEXIST: u32 = 0x0100_0008;
const PRKRERR: u32 = 0x0100_0018;
const INARGERR: u32 = 0x0100_001D;

/// Returns the path of this copy of the library.
pub fn library() -> PathBuf {
    let here: fn() -> PathBuf = library;
    // SAFETY: a Dl_info of zeros is valid, and dladdr fills it for an address in this library. The name to
    // which it points remains valid as long as the library is loaded.
    unsafe {
        let mut info: libc::Dl_info = mem::zeroed();
        if libc::dladdr(here as *const c_void, &raw mut info) == 0 || info.dli_fname.is_null() {
            return PathBuf::new();
        }
        PathBuf::from(OsStr::from_bytes(CStr::from_ptr(info.dli_fname).to_bytes()))
    }
}

/// Applies an injected fault and returns its code.
fn apply(act: Act, session: usize) -> u32 {
    match act {
        Act::Code(code) => code,
        Act::Slow(_) | Act::Hang | Act::Wrong | Act::LoseSession | Act::LoseDevice => {
            state().lose(act, session);
            COMMFAIL
        }
    }
}

/// Runs `body` on an open session, unless an injected fault prevents the call. `body` gets [`Act::Wrong`] if
/// that was injected.
fn with_session(
    session: *mut c_void,
    call: Call,
    body: impl FnOnce(&mut Session, Option<Act>) -> u32,
) -> c_int {
    let act = enter(&library(), call);
    let code = match act {
        Some(act) if act != Act::Wrong => apply(act, session.addr()),
        act => match state().sessions.get_mut(&session.addr()) {
            Some(session) => body(session, act),
            None => OPENSESSION,
        },
    };
    code.cast_signed()
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_OpenDevice(device: *mut *mut c_void) -> c_int {
    if let Some(act) = enter(&library(), Call::OpenDevice) {
        return apply(act, 0).cast_signed();
    }
    let mut state = state();
    let handle = state.new_handle();
    state.devices.insert(handle);
    // SAFETY: the caller passes a pointer to one handle.
    unsafe { *device = ptr::without_provenance_mut(handle) };
    0
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_CloseDevice(device: *mut c_void) -> c_int {
    let mut state = state();
    if !state.devices.remove(&device.addr()) {
        return OPENDEVICE.cast_signed();
    }
    state.sessions.retain(|_, session| session.device != device.addr());
    0
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_OpenSession(device: *mut c_void, session: *mut *mut c_void) -> c_int {
    if let Some(act) = enter(&library(), Call::OpenSession) {
        return apply(act, 0).cast_signed();
    }
    let mut state = state();
    if !state.devices.contains(&device.addr()) {
        return OPENDEVICE.cast_signed();
    }
    let handle = state.new_handle();
    let opened = Session { device: device.addr(), ..Session::default() };
    state.sessions.insert(handle, opened);
    // SAFETY: the caller passes a pointer to one handle.
    unsafe { *session = ptr::without_provenance_mut(handle) };
    0
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_CloseSession(session: *mut c_void) -> c_int {
    let code = with_session(session, Call::CloseSession, |_, _| OK);
    state().sessions.remove(&session.addr());
    code
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_GetPrivateKeyAccessRight(
    session: *mut c_void,
    index: c_uint,
    password: *mut c_uchar,
    length: c_uint,
) -> c_int {
    // SAFETY: the caller passes a buffer of this length.
    let given = unsafe { slice::from_raw_parts(password, length as usize) };
    with_session(session, Call::Login, |session, _| {
        if given != PASSWORD.as_bytes() {
            return PRKRERR;
        }
        session.granted.insert(index);
        OK
    })
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_ReleasePrivateKeyAccessRight(
    session: *mut c_void,
    index: c_uint,
) -> c_int {
    match state().sessions.get_mut(&session.addr()) {
        Some(session) => {
            session.granted.remove(&index);
            0
        }
        None => OPENSESSION.cast_signed(),
    }
}

/// ECCrefPublicKey (GM/T 0018 §5). The 256-bit numbers occupy the last 32 of 64 bytes.
#[repr(C)]
pub struct PublicKeyRef {
    bits: c_uint,
    x: [c_uchar; 64],
    y: [c_uchar; 64],
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_ExportSignPublicKey_ECC(
    session: *mut c_void,
    index: c_uint,
    out: *mut PublicKeyRef,
) -> c_int {
    with_session(session, Call::PublicKey, |_, _| {
        let Some(public) = public_key(index) else { return KEYNOTEXIST };
        let (xy, mut key) = (public.to_xy(), PublicKeyRef { bits: 256, x: [0; 64], y: [0; 64] });
        key.x[32..].copy_from_slice(&xy[..32]);
        key.y[32..].copy_from_slice(&xy[32..]);
        // SAFETY: the caller passes a pointer to one key.
        unsafe { *out = key };
        OK
    })
}

/// ECCSignature (GM/T 0018 §5). The 256-bit numbers occupy the last 32 of 64 bytes.
#[repr(C)]
pub struct SignatureRef {
    r: [c_uchar; 64],
    s: [c_uchar; 64],
}

/// # Safety
/// The parameters must be as GM/T 0018 defines them for this function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_InternalSign_ECC(
    session: *mut c_void,
    index: c_uint,
    data: *mut c_uchar,
    length: c_uint,
    out: *mut SignatureRef,
) -> c_int {
    // SAFETY: the caller passes a buffer of this length.
    let data = unsafe { slice::from_raw_parts(data, length as usize) };
    with_session(session, Call::Sign, |session, act| {
        if !session.granted.contains(&index) {
            return PARDENY;
        }
        let Some(raw) = sign(index, data, act) else { return INARGERR };
        let mut signature = SignatureRef { r: [0; 64], s: [0; 64] };
        signature.r[32..].copy_from_slice(&raw[..32]);
        signature.s[32..].copy_from_slice(&raw[32..]);
        // SAFETY: the caller passes a pointer to one signature.
        unsafe { *out = signature };
        OK
    })
}
