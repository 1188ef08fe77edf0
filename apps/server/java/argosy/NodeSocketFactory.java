package argosy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import javax.net.SocketFactory;
import org.apache.hadoop.conf.Configurable;
import org.apache.hadoop.conf.Configuration;

/**
 * Opens the client sockets of a daemon from its own node's address. The NameNode takes a DataNode's address from the source
 * of its registration, and the kernel gives every unbound socket to 127.x.y.z the source 127.0.0.1: without this class all
 * DataNodes of a machine are one and the same to it, and only one is ever live.
 *
 * <p>The address is read from the configuration key {@code node.bind.address}; where that is not set, as in a container,
 * from the environment variable {@code NODE_BIND_ADDRESS}. With neither, sockets are left unbound.
 */
public final class NodeSocketFactory extends SocketFactory implements Configurable {
  private Configuration configuration;
  private String address = "";

  @Override
  public void setConf(Configuration given) {
    configuration = given;
    String fromEnvironment = Objects.requireNonNullElse(System.getenv("NODE_BIND_ADDRESS"), "");
    address = given == null ? fromEnvironment : given.getTrimmed("node.bind.address", fromEnvironment);
  }

  @Override
  public Configuration getConf() {
    return configuration;
  }

  /** Made from a channel: Hadoop's IPC client times out reads through the channel, and refuses a socket without one. */
  @Override
  public Socket createSocket() throws IOException {
    Socket socket = SocketChannel.open().socket();
    if (!address.isEmpty()) socket.bind(new InetSocketAddress(address, 0));
    return socket;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return connected(createSocket(), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return connected(createSocket(), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
    return connectedFrom(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort) throws IOException {
    return connectedFrom(new InetSocketAddress(localHost, localPort), new InetSocketAddress(host, port));
  }

  /** Who names a local address means that one, not the node's. */
  private static Socket connectedFrom(InetSocketAddress local, InetSocketAddress remote) throws IOException {
    Socket socket = SocketChannel.open().socket();
    socket.bind(local);
    return connected(socket, remote);
  }

  private static Socket connected(Socket socket, InetSocketAddress remote) throws IOException {
    try {
      socket.connect(remote);
      return socket;
    } catch (IOException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Hadoop keeps its connections by factory: two of one address must be equal, or nothing is ever shared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof NodeSocketFactory factory && factory.address.equals(address);
  }

  @Override
  public int hashCode() {
    return address.hashCode();
  }
}
