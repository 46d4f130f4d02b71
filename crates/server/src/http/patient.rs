//! A connection that is not waited for for ever: without a byte in either direction it is closed.
//!
//! hyper times the head of a request, not the silence before it nor a caller who never reads the answer; this does.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::{Instant, Sleep, sleep},
};

/// How long silence may last.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// Before the first byte.
    pub first: Duration,
    /// Between bytes, in either direction; longer than any handler takes to answer.
    pub silence: Duration,
}

/// A stream with a limit to its silence.
pub struct Patient<S> {
    stream: S,
    silence: Duration,
    over: Pin<Box<Sleep>>,
}

impl<S> Patient<S> {
    #[must_use]
    pub fn new(stream: S, patience: Patience) -> Self {
        Self { stream, silence: patience.silence, over: Box::pin(sleep(patience.first)) }
    }

    /// Bytes moved: silence begins anew. None moved: it may have lasted too long.
    fn judge<T>(&mut self, outcome: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        match outcome {
            Poll::Ready(done) => {
                let until = Instant::now() + self.silence;
                self.over.as_mut().reset(until);
                Poll::Ready(done)
            }
            Poll::Pending => match self.over.as_mut().poll(context) {
                Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        self.judge(outcome, context)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(outcome, context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let outcome = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.judge(outcome, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
