import { Icon } from '../../design/icon.js';
import { useConnectionWatch } from './use-connection.js';

/** Says that the connection is lost, for as long as it is. */
export function ConnectionBanner() {
  const connection = useConnectionWatch();
  return (
    <div className="connection" role="status">
      {connection === 'lost' && (
        <p className="connection-banner">
          <Icon name="warning" />
          The connection is lost; trying again …
        </p>
      )}
    </div>
  );
}
