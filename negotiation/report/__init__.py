"""What people read: minutes, pictures and pages. The only layer that knows about looks."""
