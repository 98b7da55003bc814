//! The functions of GM/T 0018 that signing needs, found in the maker's library. All unsafe code of
//! this crate stands here; what leaves is safe to call.
#![expect(unsafe_code, reason = "a maker's library is C")]

use std::ffi::{c_int, c_uchar, c_uint, c_void};
use std::path::Path;
use std::ptr;
use std::sync::Arc;

use libloading::Library;

use super::codes::Code;

/// Bytes of a number: the standard leaves room for 512 bits, SM2 fills the last 32 bytes.
const WIDTH: usize = 64;

/// ECCrefPublicKey (GM/T 0018, clause 5).
#[repr(C)]
pub struct PublicKeyRef {
    pub bits: c_uint,
    pub x: [c_uchar; WIDTH],
    pub y: [c_uchar; WIDTH],
}

/// ECCSignature (GM/T 0018, clause 5).
#[repr(C)]
pub struct SignatureRef {
    pub r: [c_uchar; WIDTH],
    pub s: [c_uchar; WIDTH],
}

/// Opaque to us: made by the library, only ever handed back to it.
#[derive(Clone, Copy)]
struct Handle(*mut c_void);

// SAFETY: we never look behind the pointer, and GM/T 0018 lets threads share a device; a session
// is used by one thread at a time because its functions take `&mut Session`.
unsafe impl Send for Handle {}
// SAFETY: as above; only a device's handle is shared.
unsafe impl Sync for Handle {}

type OpenDevice = unsafe extern "C" fn(*mut *mut c_void) -> c_int;
type OpenSession = unsafe extern "C" fn(*mut c_void, *mut *mut c_void) -> c_int;
type Close = unsafe extern "C" fn(*mut c_void) -> c_int;
type Grant = unsafe extern "C" fn(*mut c_void, c_uint, *mut c_uchar, c_uint) -> c_int;
type Release = unsafe extern "C" fn(*mut c_void, c_uint) -> c_int;
type Export = unsafe extern "C" fn(*mut c_void, c_uint, *mut PublicKeyRef) -> c_int;
type Sign =
    unsafe extern "C" fn(*mut c_void, c_uint, *mut c_uchar, c_uint, *mut SignatureRef) -> c_int;

/// The functions, valid as long as the program runs: the library is never unloaded, because makers'
/// libraries start threads.
#[derive(Clone, Copy)]
pub struct Functions {
    open_device: OpenDevice,
    close_device: Close,
    open_session: OpenSession,
    close_session: Close,
    grant: Grant,
    release: Release,
    export: Export,
    sign: Sign,
}

impl Functions {
    /// Errors: the library cannot be loaded, or lacks a function; in words.
    pub fn load(path: &Path) -> Result<Self, String> {
        // SAFETY: loading runs the library's initialisers. It is the operator who names the library
        // of the device, as with any driver; it lies outside of what a user of the platform can set.
        let library = unsafe { Library::new(path) }.map_err(|error| error.to_string())?;
        let library: &'static Library = Box::leak(Box::new(library));
        // SAFETY: the types are those of GM/T 0018, clause 6, for the functions of these names.
        unsafe {
            Ok(Self {
                open_device: find::<OpenDevice>(library, "SDF_OpenDevice")?,
                close_device: find::<Close>(library, "SDF_CloseDevice")?,
                open_session: find::<OpenSession>(library, "SDF_OpenSession")?,
                close_session: find::<Close>(library, "SDF_CloseSession")?,
                grant: find::<Grant>(library, "SDF_GetPrivateKeyAccessRight")?,
                release: find::<Release>(library, "SDF_ReleasePrivateKeyAccessRight")?,
                export: find::<Export>(library, "SDF_ExportSignPublicKey_ECC")?,
                sign: find::<Sign>(library, "SDF_InternalSign_ECC")?,
            })
        }
    }

    pub fn open_device(self) -> Result<Arc<Device>, Code> {
        let mut handle = ptr::null_mut();
        // SAFETY: the pointer is to a local the library writes one handle into.
        checked(unsafe { (self.open_device)(&raw mut handle) })?;
        Ok(Arc::new(Device { handle: Handle(handle), functions: self }))
    }
}

/// # Safety
/// `F` must be the type of the function `name`.
unsafe fn find<F: Copy>(library: &'static Library, name: &str) -> Result<F, String> {
    // SAFETY: the caller's promise.
    let found = unsafe { library.get::<F>(name.as_bytes()) };
    found.map(|function| *function).map_err(|_| format!("lacks {name}"))
}

fn checked(code: c_int) -> Result<(), Code> {
    if code == 0 { Ok(()) } else { Err(Code(code.cast_unsigned())) }
}

/// An open device; closed when its last session is.
pub struct Device {
    handle: Handle,
    functions: Functions,
}

impl Device {
    pub fn open_session(self: &Arc<Self>) -> Result<Session, Code> {
        let mut handle = ptr::null_mut();
        // SAFETY: the device is open as long as `self`, and the pointer is to a local.
        checked(unsafe { (self.functions.open_session)(self.handle.0, &raw mut handle) })?;
        Ok(Session { handle: Handle(handle), device: Arc::clone(self) })
    }
}

impl Drop for Device {
    fn drop(&mut self) {
        // SAFETY: made by open_device, closed once; no session holds it any more.
        let _told = unsafe { (self.functions.close_device)(self.handle.0) };
    }
}

pub struct Session {
    handle: Handle,
    device: Arc<Device>,
}

impl Session {
    /// Asks for the right to use a private key; 8 to 16 bytes by the standard, which is the device's
    /// business to check.
    pub fn grant(&mut self, index: u32, password: &[u8]) -> Result<(), Code> {
        let mut password = zeroize::Zeroizing::new(password.to_vec());
        let length = c_uint::try_from(password.len()).unwrap_or(0);
        // SAFETY: open session; pointer and length are of a buffer of ours that outlives the call.
        checked(unsafe {
            (self.device.functions.grant)(self.handle.0, index, password.as_mut_ptr(), length)
        })
    }

    pub fn release(&mut self, index: u32) -> Result<(), Code> {
        // SAFETY: open session.
        checked(unsafe { (self.device.functions.release)(self.handle.0, index) })
    }

    pub fn export(&mut self, index: u32) -> Result<PublicKeyRef, Code> {
        let mut key = PublicKeyRef { bits: 0, x: [0; WIDTH], y: [0; WIDTH] };
        // SAFETY: open session; the pointer is to a local of the standard's shape.
        checked(unsafe { (self.device.functions.export)(self.handle.0, index, &raw mut key) })?;
        Ok(key)
    }

    /// `digest` is e; the standard's parameter is not const, so the library gets a copy.
    pub fn sign(&mut self, index: u32, mut digest: [u8; 32]) -> Result<SignatureRef, Code> {
        let mut signature = SignatureRef { r: [0; WIDTH], s: [0; WIDTH] };
        // SAFETY: open session; 32 readable bytes, and a local of the standard's shape.
        checked(unsafe {
            let (data, out) = (digest.as_mut_ptr(), &raw mut signature);
            (self.device.functions.sign)(self.handle.0, index, data, 32, out)
        })?;
        Ok(signature)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        // SAFETY: made by open_session, closed once, before its device.
        let _told = unsafe { (self.device.functions.close_session)(self.handle.0) };
    }
}
