//! The functions of GM/T 0018 that signing needs.
#![expect(unsafe_code, reason = "what a C program calls is C")]

use std::ffi::{CStr, OsStr, c_int, c_uchar, c_uint, c_void};
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::{mem, ptr, slice};

use crate::state::{Session, enter, public_key, sign, state};
use crate::{Act, Call, PASSWORD};

const OK: u32 = 0;
const COMMFAIL: u32 = 0x0100_0003;
const OPENDEVICE: u32 = 0x0100_0005;
const OPENSESSION: u32 = 0x0100_0006;
const PARDENY: u32 = 0x0100_0007;
const KEYNOTEXIST: u32 = 0x0100_0008;
const PRKRERR: u32 = 0x0100_0018;
const INARGERR: u32 = 0x0100_001D;

/// Where this copy of the library lies.
pub fn library() -> PathBuf {
    let here: fn() -> PathBuf = library;
    // SAFETY: all-zero is a valid Dl_info, and dladdr fills it for an address of this library; the
    // name it points to lives as long as the library is loaded.
    unsafe {
        let mut info: libc::Dl_info = mem::zeroed();
        if libc::dladdr(here as *const c_void, &raw mut info) == 0 || info.dli_fname.is_null() {
            return PathBuf::new();
        }
        PathBuf::from(OsStr::from_bytes(CStr::from_ptr(info.dli_fname).to_bytes()))
    }
}

/// The code that an ordered fault means here; a lost session is forgotten.
fn played(act: Act, session: usize) -> u32 {
    match act {
        Act::Code(code) => code,
        lost => {
            state().lose(lost, session);
            COMMFAIL
        }
    }
}

/// Runs `body` unless another end was ordered, on an open session.
fn on(
    session: *mut c_void,
    call: Call,
    body: impl FnOnce(&mut Session, Option<Act>) -> u32,
) -> c_int {
    let act = enter(&library(), call);
    let code = match act {
        Some(act) if act != Act::Wrong => played(act, session.addr()),
        act => match state().sessions.get_mut(&session.addr()) {
            Some(session) => body(session, act),
            None => OPENSESSION,
        },
    };
    code.cast_signed()
}

/// # Safety
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_OpenDevice(device: *mut *mut c_void) -> c_int {
    if let Some(act) = enter(&library(), Call::OpenDevice) {
        return played(act, 0).cast_signed();
    }
    let mut state = state();
    let handle = state.fresh();
    state.devices.insert(handle);
    // SAFETY: the caller's place for one handle.
    unsafe { *device = ptr::without_provenance_mut(handle) };
    0
}

/// # Safety
/// As GM/T 0018 defines the function.
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
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_OpenSession(device: *mut c_void, session: *mut *mut c_void) -> c_int {
    if let Some(act) = enter(&library(), Call::OpenSession) {
        return played(act, 0).cast_signed();
    }
    let mut state = state();
    if !state.devices.contains(&device.addr()) {
        return OPENDEVICE.cast_signed();
    }
    let handle = state.fresh();
    let opened = Session { device: device.addr(), ..Session::default() };
    state.sessions.insert(handle, opened);
    // SAFETY: the caller's place for one handle.
    unsafe { *session = ptr::without_provenance_mut(handle) };
    0
}

/// # Safety
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_CloseSession(session: *mut c_void) -> c_int {
    let code = on(session, Call::CloseSession, |_, _| OK);
    state().sessions.remove(&session.addr());
    code
}

/// # Safety
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_GetPrivateKeyAccessRight(
    session: *mut c_void,
    index: c_uint,
    password: *mut c_uchar,
    length: c_uint,
) -> c_int {
    // SAFETY: the caller's buffer of that length.
    let given = unsafe { slice::from_raw_parts(password, length as usize) };
    on(session, Call::Login, |session, _| {
        if given != PASSWORD.as_bytes() {
            return PRKRERR;
        }
        session.granted.insert(index);
        OK
    })
}

/// # Safety
/// As GM/T 0018 defines the function.
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

/// ECCrefPublicKey: the numbers are at the end of their 64 bytes.
#[repr(C)]
pub struct PublicKeyRef {
    bits: c_uint,
    x: [c_uchar; 64],
    y: [c_uchar; 64],
}

/// # Safety
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_ExportSignPublicKey_ECC(
    session: *mut c_void,
    index: c_uint,
    out: *mut PublicKeyRef,
) -> c_int {
    on(session, Call::PublicKey, |_, _| {
        let Some(public) = public_key(index) else { return KEYNOTEXIST };
        let (xy, mut key) = (public.to_xy(), PublicKeyRef { bits: 256, x: [0; 64], y: [0; 64] });
        key.x[32..].copy_from_slice(&xy[..32]);
        key.y[32..].copy_from_slice(&xy[32..]);
        // SAFETY: the caller's place for one key.
        unsafe { *out = key };
        OK
    })
}

/// ECCSignature, like the key.
#[repr(C)]
pub struct SignatureRef {
    r: [c_uchar; 64],
    s: [c_uchar; 64],
}

/// # Safety
/// As GM/T 0018 defines the function.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SDF_InternalSign_ECC(
    session: *mut c_void,
    index: c_uint,
    data: *mut c_uchar,
    length: c_uint,
    out: *mut SignatureRef,
) -> c_int {
    // SAFETY: the caller's buffer of that length.
    let data = unsafe { slice::from_raw_parts(data, length as usize) };
    on(session, Call::Sign, |session, act| {
        if !session.granted.contains(&index) {
            return PARDENY;
        }
        let Some(raw) = sign(index, data, act) else { return INARGERR };
        let mut signature = SignatureRef { r: [0; 64], s: [0; 64] };
        signature.r[32..].copy_from_slice(&raw[..32]);
        signature.s[32..].copy_from_slice(&raw[32..]);
        // SAFETY: the caller's place for one signature.
        unsafe { *out = signature };
        OK
    })
}
